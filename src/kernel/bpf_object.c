// SPDX-License-Identifier: GPL-2.0-only
#include "bpf_object.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// An object as gzip writes it: a sixth of its size, which would be a third of the program's. The
// names are hidden, since arm64's linker takes one GOT entry for all local ones of a section.
#define EMBED(name)                                                                                \
    __asm__(".pushsection .rodata\n" #name "_object:\n"                                            \
            ".incbin \"" FILEAUDIT_OBJECTS "/" #name ".bpf.o.gz\"\n" #name "_object_end:\n"        \
            ".popsection\n");                                                                      \
    extern const unsigned char name##_object[] __attribute__((visibility("hidden")));              \
    extern const unsigned char name##_object_end[] __attribute__((visibility("hidden")))
EMBED(direct);
EMBED(probed);

static unsigned char* object;
static size_t object_size;

static bool unpack(const unsigned char* packed, size_t packed_size) {
    uint32_t size = 0; // the last word of what gzip writes
    memcpy(&size, packed + packed_size - sizeof(size), sizeof(size));
    z_stream stream = {0};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return false;
    object = malloc(size);
    stream.next_in = (Bytef*)packed;
    stream.avail_in = (uInt)packed_size;
    stream.next_out = object;
    stream.avail_out = size;
    const int end = object == NULL ? Z_MEM_ERROR : inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    object_size = end == Z_STREAM_END ? stream.total_out : 0;
    return object_size != 0;
}

bool fileaudit_unpack_bpf_object(bool direct_reads) {
    if (object_size != 0)
        return true;
    free(object);
    return direct_reads ? unpack(direct_object, (size_t)(direct_object_end - direct_object))
                        : unpack(probed_object, (size_t)(probed_object_end - probed_object));
}

const void* fileaudit_bpf_object(size_t* size) {
    *size = object_size;
    return object;
}
