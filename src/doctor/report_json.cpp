// SPDX-License-Identifier: GPL-2.0-only
#include "doctor/backend_facts.h"
#include "doctor/report.h"
#include "format/escape.h"
#include "format/json_fields.h"

#include <fmt/format.h>
#include <span>

namespace fileaudit {
namespace {

// Values of one object, a comma between each two.
class Object {
public:
    explicit Object(Buffer& out) : out_(out) { append(out_, "{"); }
    ~Object() { append(out_, "}"); }
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    Buffer& key(std::string_view name) {
        append_format(out_, "{}\"{}\":", first_ ? "" : ",", name);
        first_ = false;
        return out_;
    }
    void text(std::string_view name, std::string_view bytes) {
        append_json_string(key(name), bytes);
    }
    // null for what is empty
    void text_or_null(std::string_view name, std::string_view bytes) {
        if (bytes.empty())
            append(key(name), "null");
        else
            text(name, bytes);
    }
    void number(std::string_view name, uint64_t number) { append_number(key(name), number); }
    void boolean(std::string_view name, bool value) { append(key(name), value ? "true" : "false"); }
    void number_or_null(std::string_view name, const std::optional<int>& number) {
        append(key(name), number ? fmt::to_string(*number) : "null");
    }

private:
    Buffer& out_;
    bool first_ = true;
};

// An array of what `each(value)` writes.
template<class Values, class Each> void array(Buffer& out, const Values& values, Each each) {
    append(out, "[");
    bool first = true;
    for (const auto& value : values) {
        append(out, first ? "" : ",");
        first = false;
        each(value);
    }
    append(out, "]");
}

void add_system(Buffer& out, const Facts& facts) {
    Object o(out);
    o.text("release", facts.release);
    o.text("machine", facts.machine);
    o.text_or_null("preempt", facts.preemption);
    o.text_or_null("boot_line", facts.boot_line.value_or(""));
    o.text_or_null("active_lsms", facts.active_lsms.value_or(""));
    o.text_or_null("lockdown", facts.lockdown.value_or(""));
    o.boolean("btf", facts.no_types.empty());
    o.number_or_null("unprivileged_bpf_disabled", facts.unprivileged_bpf_disabled);
    o.number_or_null("perf_event_paranoid", facts.perf_event_paranoid);
    o.number_or_null("bpf_jit_enable", facts.bpf_jit);
    o.boolean("tracefs", facts.tracefs);
    o.boolean("cgroup2", facts.cgroup2);
    o.boolean("sys_read_only", facts.sys_read_only);
    array(o.key("functions"), facts.functions,
          [&](const std::string& name) { append_json_string(out, name); });
    o.number("uid", facts.uid);
    o.boolean("no_new_privileges", facts.no_new_privileges);
    o.number("seccomp", static_cast<uint64_t>(facts.seccomp));
    o.boolean("own_user_namespace", facts.privileges.user_namespace);
    o.boolean("own_pid_namespace", facts.own_pid_namespace);
    o.boolean("own_cgroup_namespace", facts.own_cgroup_namespace);
    o.text_or_null("container", facts.container);
    o.boolean("kubernetes", facts.kubernetes);
}

void add_trial(Buffer& out, const Trial& trial) {
    Object o(out);
    o.text("backend", backend_name(trial.attempt.backend));
    o.text("resolver", trial.attempt.kfuncs ? "kfunc" : "walk");
    o.boolean("works", trial.works());
    o.boolean("tried", trial.tried);
    o.text_or_null("refusal", trial.refusal);
    o.text_or_null("opened", trial.opened);
    o.text_or_null("mapped", trial.mapped);
    o.number("took_us", trial.took_ns / 1000);
    array(o.key("cannot_see"), cannot_see(trial.attempt.backend),
          [&](std::string_view limit) { append_json_string(out, limit); });
}

} // namespace

std::string doctor_json(const Facts& facts, const Trials& trials, const Diagnosis& diagnosis,
                        std::string_view version) {
    Buffer out;
    {
        Object o(out);
        o.text("version", version);
        o.text("verdict", health_name(diagnosis.verdict));
        o.text("sentence", diagnosis.sentence);
        o.number("status", static_cast<uint64_t>(diagnosis.status));
        o.boolean("works", diagnosis.best != nullptr);
        o.text_or_null("backend",
                       diagnosis.best ? backend_name(diagnosis.best->attempt.backend) : "");
        o.text_or_null("resolver", diagnosis.best == nullptr        ? ""
                                   : diagnosis.best->attempt.kfuncs ? "kfunc"
                                                                    : "walk");
        array(o.key("backends"), trials.backends,
              [&](const Trial& trial) { add_trial(out, trial); });
        array(o.key("findings"), diagnosis.findings, [&](const Finding& finding) {
            Object f(out);
            f.text("key", finding.key);
            f.text("state", state_name(finding.state));
            f.text("found", finding.found);
            f.text_or_null("cost", finding.cost);
            f.text_or_null("remedy", finding.remedy);
        });
        array(o.key("capabilities"), capability_uses(), [&](const CapabilityUse& use) {
            Object c(out);
            c.text("name", use.name);
            c.boolean("held", facts.privileges.has(use.number));
            c.boolean("needed", use.needed);
            c.text("use", use.use);
        });
        array(o.key("features"), diagnosis.features, [&](const Feature& feature) {
            Object f(out);
            f.text("key", feature.key);
            f.boolean("available", feature.available);
            f.text("what", feature.what);
            f.text("detail", feature.detail);
        });
        add_system(o.key("system"), facts);
    }
    append(out, "\n");
    return fmt::to_string(out);
}

} // namespace fileaudit
