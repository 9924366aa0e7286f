// SPDX-License-Identifier: GPL-2.0-only
// Pure: --cgroup, --container and --service against the path of a cgroup as text, where there is no
// tree of cgroups to look into: in a recording. Each takes the cgroup itself and all below it.
#pragma once

#include "filter/filters.h"
#include "result.h"

#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

// What one event is in. `path` "": it is not known.
struct CgroupPlace {
    std::string_view path;      // below the mount, "/" for the mount itself
    std::string_view container; // the innermost; "": in none
};

class CgroupWords {
public:
    static Result<CgroupWords> parse(const Filters& filters);

    enum class Answer { yes, no, unknown };
    Answer let_through(const CgroupPlace& place) const;

private:
    struct Path {
        std::string exact;
        PathPattern pattern;
    };
    struct Unit {
        std::string exact;
        NamePattern pattern;
    };

    static bool matches(const Path& wanted, const CgroupPlace& place);
    static bool matches(const Unit& wanted, const CgroupPlace& place);
    static bool matches(const std::string& wanted, const CgroupPlace& place); // a container
    template<class Wanted>
    static Answer ask(const Choice<Wanted>& choice, const CgroupPlace& place);

    Choice<Path> paths_;
    Choice<std::string> containers_;
    Choice<Unit> units_;
};

} // namespace fileaudit
