// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kernel_features.h"

#include "kernel/kernel_log.h"
#include "kernel/kernel_types.h"
#include "text_file.h"

#include <algorithm>
#include <array>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <map>
#include <memory>
#include <string_view>
#include <sys/capability.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace fileaudit {
namespace {

// Hooked at their exit. do_file_open() is do_filp_open() from 7.2 on; security_file_truncate() came
// with 6.2.
constexpr const char* hooked_functions[] = {
    "do_filp_open",           "do_file_open",           "do_file_open_root",
    "do_sys_openat2",         "vm_mmap_pgoff",          "security_file_open",
    "security_mmap_file",     "security_file_mprotect", "security_inode_permission",
    "security_path_mknod",    "security_inode_create",  "security_path_truncate",
    "security_file_truncate",
};

// include/linux/proc_ns.h
constexpr ino_t initial_pid_namespace = 4026531836;  // PROC_PID_INIT_INO
constexpr ino_t initial_user_namespace = 4026531837; // PROC_USER_INIT_INO
// Of programs that are tried; the other one is among those above.
constexpr const char* lsm_hook = "bpf_lsm_file_open";
constexpr const char* fentry_hook = "security_file_open";

// The inode number of a namespace of ours; 0 when it is the initial one, or cannot be told.
uint32_t own_namespace(const char* link, ino_t initial) {
    struct stat st {};
    if (stat(link, &st) != 0 || st.st_ino == initial)
        return 0;
    return static_cast<uint32_t>(st.st_ino);
}

// Of those functions the ones that there are, with their ids. In one pass: each that is looked up
// by its name takes one, over a hundred thousand types.
std::map<std::string_view, uint32_t> find_functions(const btf& kernel,
                                                    const std::set<std::string_view>& names) {
    std::map<std::string_view, uint32_t> found;
    const uint32_t end = btf__type_cnt(&kernel);
    for (uint32_t id = 1; id < end; ++id) {
        const btf_type* const type = btf__type_by_id(&kernel, id);
        if (!btf_is_func(type))
            continue;
        const auto name = names.find(btf__name_by_offset(&kernel, type->name_off));
        if (name != names.end())
            found.emplace(*name, id);
    }
    return found;
}

// Whether the kernel's own list of helpers has it: what there is, told without privileges.
bool lists_helper(const btf& kernel, std::string_view name) {
    const int id = btf__find_by_name_kind(&kernel, "bpf_func_id", BTF_KIND_ENUM);
    const btf_type* type = id < 0 ? nullptr : btf__type_by_id(&kernel, static_cast<uint32_t>(id));
    if (!type)
        return false;
    const struct btf_enum* const helpers = btf_enum(type);
    return std::any_of(helpers, helpers + btf_vlen(type), [&](const struct btf_enum& helper) {
        return name == btf__name_by_offset(&kernel, helper.name_off);
    });
}

// Loads "return 0" for the function and answers "" or the kernel's refusal.
std::string try_loading(bpf_prog_type type, bpf_attach_type attach, const char* function,
                        uint32_t id) {
    if (id == 0)
        return fmt::format("this kernel has no {}", function);
    const std::array<bpf_insn, 2> program{{
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
        {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
    }};
    LIBBPF_OPTS(bpf_prog_load_opts, opts);
    opts.expected_attach_type = attach;
    opts.attach_btf_id = id;
    const int fd = bpf_prog_load(type, "fa_probe", "GPL", program.data(), program.size(), &opts);
    if (fd >= 0) {
        close(fd);
        return "";
    }
    return fmt::format("the kernel refuses such programs ({})", strerror(errno));
}

// Then BPF may not read the kernel's memory, whoever asks: LOCKDOWN_BPF_READ_KERNEL.
bool is_confidential() {
    const auto modes = read_value("/sys/kernel/security/lockdown");
    return modes && modes->find("[confidentiality]") != std::string::npos;
}

std::string kernel_release() {
    utsname name{};
    uname(&name);
    return name.release;
}

} // namespace

Privileges own_privileges() {
    Privileges own;
    const std::unique_ptr<std::remove_pointer_t<cap_t>, int (*)(void*)> caps(cap_get_proc(),
                                                                             cap_free);
    for (cap_value_t capability = 0; caps && capability < 64; ++capability) {
        cap_flag_value_t value = CAP_CLEAR;
        if (cap_get_flag(caps.get(), capability, CAP_EFFECTIVE, &value) == 0 && value == CAP_SET)
            own.effective |= uint64_t{1} << capability;
    }
    own.user_namespace = own_namespace("/proc/self/ns/user", initial_user_namespace) != 0;
    return own;
}

Result<Features> read_features() {
    const KernelLog silence; // libbpf would print its own words
    const btf* const kernel = kernel_types();
    if (!kernel)
        return fail(
            Exit::unsupported,
            fmt::format("kernel {} offers no type information ({}: {}); it takes a kernel "
                        "from 6.1 on, built with CONFIG_DEBUG_INFO_BTF=y",
                        kernel_release(), kernel_types_file,
                        access(kernel_types_file, R_OK) == 0 ? "unusable" : strerror(errno)));
    std::set<std::string_view> names(std::begin(hooked_functions), std::end(hooked_functions));
    names.insert(
        {lsm_hook, "bpf_rdonly_cast", "bpf_get_task_exe_file", "bpf_put_file", "bpf_path_d_path"});
    const auto functions = find_functions(*kernel, names);
    const auto id_of = [&](std::string_view function) {
        const auto found = functions.find(function);
        return found != functions.end() ? found->second : 0;
    };
    Features f;
    f.pid_namespace = own_pid_namespace();
    f.loop = lists_helper(*kernel, "BPF_FUNC_loop");
    f.rdonly_cast = id_of("bpf_rdonly_cast") != 0;
    f.path_kfuncs = id_of("bpf_get_task_exe_file") != 0 && id_of("bpf_put_file") != 0 &&
                    id_of("bpf_path_d_path") != 0;
    for (const char* const function : hooked_functions)
        if (id_of(function) != 0)
            f.functions.insert(function);
    for (const char* const function : {"do_filp_open", "do_file_open"})
        if (f.open_function.empty() && f.functions.count(function) != 0)
            f.open_function = function;
    f.overlay_types = btf__find_by_name_kind(kernel, "ovl_inode", BTF_KIND_STRUCT) > 0;
    f.active_lsms = read_value("/sys/kernel/security/lsm");
    f.lsm_function = id_of(lsm_hook);
    f.fentry_function = id_of(fentry_hook);
    return f;
}

Result<Features> probe_features() {
    if (const std::string refusal = privilege_refusal(own_privileges()); !refusal.empty())
        return fail(Exit::privilege, refusal);
    if (is_confidential())
        return fail(Exit::unsupported,
                    "this kernel is locked down for confidentiality, so that BPF may not read its "
                    "memory; boot with lockdown=integrity, or without lockdown=");
    auto features = read_features();
    if (!features)
        return features;
    const KernelLog silence;
    // 5.17; every path is walked in one. Any program type that may call it will do to ask.
    if (libbpf_probe_bpf_helper(BPF_PROG_TYPE_SOCKET_FILTER, BPF_FUNC_loop, nullptr) == 0)
        return fail(Exit::unsupported,
                    fmt::format("kernel {} is too old: it has no bpf_loop(), with which paths "
                                "are walked; it takes a kernel from 6.1 on",
                                kernel_release()));
    features->lsm_refusal =
        try_loading(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, lsm_hook, features->lsm_function);
    features->fentry_refusal =
        try_loading(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, fentry_hook, features->fentry_function);
    return features;
}

uint32_t own_pid_namespace() {
    return own_namespace("/proc/self/ns/pid", initial_pid_namespace);
}

} // namespace fileaudit
