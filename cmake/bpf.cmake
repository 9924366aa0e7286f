# SPDX-License-Identifier: GPL-2.0-only
# The BPF object and its skeleton, embedded in the binary. The compiler's own depfile
# decides what a changed header rebuilds.
find_program(CLANG NAMES clang clang-19 clang-18 clang-17 clang-16 clang-15 clang-14 REQUIRED)
find_program(LLVM_STRIP NAMES llvm-strip llvm-strip-19 llvm-strip-18 llvm-strip-17 llvm-strip-16
    llvm-strip-15 llvm-strip-14 REQUIRED)
find_program(BPFTOOL bpftool HINTS /usr/sbin /usr/local/sbin REQUIRED)

# Whose registers and system calls: bpf/calls.bpf.h.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(bpf_target arm64)
else()
    set(bpf_target x86)
endif()

# Twice: for kernels whose memory can be read directly, and for others; see bpf/read.bpf.h. Both have
# the same maps, programs and variables, so that one skeleton does for both.
function(fileaudit_bpf_skeleton target source)
    set(dir ${CMAKE_CURRENT_BINARY_DIR}/skeleton)
    set(header ${dir}/fileaudit.skel.h)
    file(MAKE_DIRECTORY ${dir})
    set(objects)
    foreach(reads IN ITEMS probed direct)
        set(object ${dir}/${reads}.bpf.o)
        list(APPEND objects ${object})
        add_custom_command(OUTPUT ${object} ${object}.gz
            COMMAND ${CLANG} -target bpf -mcpu=v3 -g -O2 -D__bpf__ -D__TARGET_ARCH_${bpf_target}
                -DFA_DIRECT_READS=$<STREQUAL:${reads},direct>
                -Wall -Wextra -Wno-unused-parameter $<$<BOOL:${FILEAUDIT_WERROR}>:-Werror>
                -isystem ${LIBBPF_INCLUDE} -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
                -MD -MF ${object}.d -MT ${object}
                -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${object}
            # nor does libbpf use labels, or relocations of what the compiler has filled in itself
            COMMAND ${LLVM_STRIP} -g --wildcard --strip-symbol=LBB* --remove-section=.rel.BTF.ext ${object}
            COMMAND gzip -9nkf ${object}
            DEPENDS ${source} DEPFILE ${object}.d
            COMMENT "BPF object, ${reads} reads" VERBATIM)
    endforeach()
    add_custom_command(OUTPUT ${header}
        COMMAND ${CMAKE_SOURCE_DIR}/cmake/skeleton ${BPFTOOL} fileaudit_bpf ${header} ${objects}
        DEPENDS ${objects} cmake/skeleton COMMENT "BPF skeleton" VERBATIM)
    add_custom_target(${target}_header DEPENDS ${header})
    add_library(${target} STATIC src/kernel/bpf_object.c)
    set_source_files_properties(src/kernel/bpf_object.c PROPERTIES OBJECT_DEPENDS "${objects}"
        COMPILE_DEFINITIONS FILEAUDIT_OBJECTS="${dir}")
    add_dependencies(${target} ${target}_header)
    target_include_directories(${target} PUBLIC SYSTEM ${dir} ${LIBBPF_INCLUDE})
    target_compile_options(${target} PUBLIC -iquote${CMAKE_CURRENT_SOURCE_DIR}/src)
    target_link_libraries(${target} PUBLIC ${LIBBPF} ${LIBELF} ${LIBZ} ${LIBZSTD}
        PRIVATE fileaudit_warnings fileaudit_hardening)
endfunction()
