// SPDX-License-Identifier: GPL-2.0-only
#include "cli/subcommands.h"

#include "cli/cli_options.h"

namespace fileaudit {

namespace {

constexpr const char* most_of_watch[] = {"--pid",    "--follow", "--container", "--path",
                                         "--writes", "--failed", "--uniq",      "--json"};
constexpr const char* most_of_top[] = {"--by",   "--sort",      "--failed-only",
                                       "--path", "--container", "--rows"};
constexpr const char* most_of_snapshot[] = {"--pid",     "--path",      "--ino-of",
                                            "--verdict", "--container", "--json"};
constexpr const char* most_of_replay[] = {"--pid",    "--path", "--writes",
                                          "--failed", "--uniq", "--json"};

constexpr Subcommand table[] = {
    {"watch", Action::watch, "[OPTION...] [-- COMMAND [ARGUMENT...]]",
     "Shows opens, mmaps and execs live, of this host or of a command.",
     "opens, mmaps and execs, live", define_watch, true, most_of_watch,
     "  fileaudit watch                         everything on this host\n"
     "  fileaudit watch --pid 4242 --follow     what it and its children touch\n"
     "  fileaudit watch --path '/etc/**' --json | jq .path\n"
     "  fileaudit watch --writes --path /etc/ --uniq exe,path\n"
     "                                          who changes what there, each once\n"
     "  fileaudit watch --failed --chains -- ls\n"
     "                                          a command, and what it does not find\n"},
    {"top", Action::top, "[OPTION...] [-- COMMAND [ARGUMENT...]]",
     "Shows who uses most, counted in the kernel; on a terminal the table is live.",
     "who uses most, as a live table", define_top, true, most_of_top,
     "  fileaudit top                           which processes use most files\n"
     "  fileaudit top --by exe,errno --sort failures --failed-only\n"
     "                                          who fails most, and why\n"
     "  fileaudit top --op mmap --by path --sort mapped --rows 20\n"
     "                                          what is mapped most\n"},
    {"snapshot", Action::snapshot, "[OPTION...]",
     "Shows what processes hold open and mapped now, and ends.", "what is held open and mapped now",
     define_snapshot, false, most_of_snapshot,
     "  fileaudit snapshot --path /mnt/         who keeps this file system busy\n"
     "  fileaudit snapshot --pid 4242           what it holds open and mapped\n"
     "  fileaudit snapshot --verdict deleted --no-pseudo\n"
     "                                          what is held but no longer there\n"},
    {"replay", Action::replay, "[OPTION...] FILE",
     "Shows what fileaudit watch --record has recorded, by other filters if need be.",
     "what was recorded, on any machine", define_replay, false, most_of_replay,
     "  fileaudit replay friday.fa --path /etc/ --writes\n"
     "  fileaudit replay friday.fa --comm nginx --failed-only --uniq path\n"
     "  ssh host cat friday.fa | fileaudit replay - --json | jq .path\n"},
    {"doctor",
     Action::doctor,
     "[--json] [--backend NAME]",
     "Tries every backend; says what works here, what is missing, and the remedy.",
     "what works here, and what is missing",
     define_doctor,
     false,
     {},
     "  fileaudit doctor --json | jq -r '.findings[] | select(.remedy) | .remedy'\n"},
    {"fields",
     Action::fields,
     "[--json]",
     "Lists the names that --columns and --template take and --json has as keys.",
     "what there is to know of an event",
     define_fields,
     false,
     {},
     "  fileaudit fields --json | jq -r '.[].name'\n"},
    {"schema",
     Action::schema,
     "",
     "Prints the JSON Schema of the lines of --json.",
     "the JSON Schema of --json",
     define_schema,
     false,
     {},
     "  fileaudit schema > fileaudit.schema.json\n"},
};

} // namespace

std::span<const Subcommand> subcommands() {
    return table;
}

std::vector<std::string> subcommand_names() {
    std::vector<std::string> names;
    for (const Subcommand& subcommand : table)
        names.emplace_back(subcommand.name);
    return names;
}

} // namespace fileaudit
