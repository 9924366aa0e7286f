// SPDX-License-Identifier: GPL-2.0-only
#include "bpf_object.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// The object as gzip writes it: a sixth of its size, which is a third of the program's.
__asm__(".pushsection .rodata\n"
        "packed_object:\n"
        ".incbin \"" FILEAUDIT_PACKED_OBJECT "\"\n"
        "packed_object_end:\n"
        ".popsection\n");
extern const unsigned char packed_object[], packed_object_end[];

static size_t packed_size(void) { return (size_t)(packed_object_end - packed_object); }

static size_t unpack(unsigned char* object, size_t size) {
    z_stream stream = {0};
    stream.next_in = (Bytef*)packed_object;
    stream.avail_in = (uInt)packed_size();
    stream.next_out = object;
    stream.avail_out = (uInt)size;
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return 0;
    const int end = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return end == Z_STREAM_END ? stream.total_out : 0;
}

const void* fileaudit_bpf_object(size_t* size) {
    static unsigned char* object;
    static size_t object_size;
    if (object == NULL) {
        uint32_t unpacked = 0; // the last word of what gzip writes
        memcpy(&unpacked, packed_object + packed_size() - sizeof(unpacked), sizeof(unpacked));
        object = malloc(unpacked);
        if (object != NULL)
            object_size = unpack(object, unpacked);
    }
    *size = object_size;
    return object;
}
