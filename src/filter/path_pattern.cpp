// SPDX-License-Identifier: GPL-2.0-only
// Path globs: compiled once into tokens, matched without recursion. On a
// mismatch only the last `*` and the last `**` are retried: giving an earlier
// one more bytes reaches nothing that the later one does not reach as well.
#include "filter/path_pattern.h"

#include "filter/glob_syntax.h"
#include "format/buffer.h"
#include "format/escape.h"

#include <optional>

namespace fileaudit {

struct PathPattern::Compiler {
    explicit Compiler(PathPattern& target) : pattern(target), glob(target.glob_) {}

    PathPattern& pattern;
    std::string_view glob;
    size_t at = 0;

    // Each returns the reason and the remedy when the glob is to be refused.
    std::optional<std::string> run();
    std::optional<std::string> set();
    void stars();
    void close();
    bool has_dot_component() const;

    std::vector<Token>& tokens() { return pattern.tokens_; }
    void push(Kind kind) { tokens().push_back({kind}); }
    void push_byte(char byte) {
        const bool after_slash =
            !tokens().empty() && (is_slash(tokens().back()) || tokens().back().kind == Kind::dirs);
        if (byte != '/' || !after_slash)
            tokens().push_back({Kind::byte, static_cast<unsigned char>(byte)});
    }
    static bool is_slash(const Token& token) {
        return token.kind == Kind::byte && token.byte == '/';
    }
};

std::optional<std::string> PathPattern::Compiler::run() {
    if (glob.empty())
        return "is empty; give a glob such as /etc/**";
    while (at < glob.size()) {
        const char byte = glob[at];
        if (byte == '*') {
            stars();
        } else if (byte == '?') {
            push(Kind::any);
            ++at;
        } else if (byte == '[') {
            if (auto refusal = set())
                return refusal;
        } else {
            if (byte == '\\' && ++at == glob.size())
                return std::string(lone_backslash);
            push_byte(glob[at++]);
        }
    }
    const Token& first = tokens().front();
    if (first.kind == Kind::byte && first.byte != '/')
        return "matches no absolute path; start it with / or **/";
    if (has_dot_component())
        return "has a component . or .., which no resolved path has; leave it out";
    close();
    return std::nullopt;
}

void PathPattern::Compiler::stars() {
    const bool component_start =
        tokens().empty() || is_slash(tokens().back()) || tokens().back().kind == Kind::dirs;
    const size_t begin = at;
    while (at < glob.size() && glob[at] == '*')
        ++at;
    if (at - begin == 1) {
        push(Kind::star);
    } else if (component_start && at < glob.size() && glob[at] == '/') {
        push(Kind::dirs);
        ++at;
    } else if (component_start && at == glob.size()) {
        push(Kind::dirs); // close() knows what it is at the end
    } else {
        push(Kind::deep);
    }
}

// glob[at] is `[`.
std::optional<std::string> PathPattern::Compiler::set() {
    ByteSet members;
    if (auto refusal = parse_set(glob, at, members))
        return refusal;
    members.reset('/');
    if (members.none())
        return "has a class that no byte is in, for a / never is; write the / outside of it";
    tokens().push_back({Kind::set, 0, pattern.sets_.size()});
    pattern.sets_.push_back(members);
    return std::nullopt;
}

// Gives the last token its meaning at the end, and takes what is literal at both ends.
void PathPattern::Compiler::close() {
    const bool alone = tokens().size() == 1;
    if (tokens().back().kind == Kind::dirs) {
        tokens().back().kind = alone ? Kind::deep : Kind::below;
    } else if (is_slash(tokens().back()) && !alone) {
        tokens().back().kind = Kind::subtree;
    }
    for (const Token& token : tokens()) {
        if (token.kind != Kind::byte)
            break;
        pattern.prefix_ += static_cast<char>(token.byte);
    }
    for (size_t end = tokens().size(); end > pattern.prefix_.size(); --end) {
        if (tokens()[end - 1].kind != Kind::byte)
            break;
        pattern.suffix_.insert(pattern.suffix_.begin(), static_cast<char>(tokens()[end - 1].byte));
    }
}

bool PathPattern::Compiler::has_dot_component() const {
    size_t dots = 0;
    bool only_dots = true;
    for (const Token& token : pattern.tokens_) {
        if (is_slash(token) || token.kind == Kind::dirs) {
            if (only_dots && (dots == 1 || dots == 2))
                return true;
            dots = 0;
            only_dots = true;
        } else if (token.kind == Kind::byte && token.byte == '.') {
            ++dots;
        } else {
            only_dots = false;
        }
    }
    return only_dots && (dots == 1 || dots == 2);
}

Result<PathPattern> PathPattern::parse(std::string_view glob, std::string_view what) {
    PathPattern pattern;
    pattern.glob_ = glob;
    if (auto refusal = Compiler(pattern).run())
        return fail(Exit::usage, fmt::format("{}: '{}' {}", what, escaped(glob), *refusal));
    return pattern;
}

std::string PathPattern::subtree() const {
    size_t next = prefix_.size(); // the prefix is one token a byte
    bool any_depth = false;
    for (; next < tokens_.size() && tokens_[next].kind == Kind::dirs; ++next)
        any_depth = true;
    if (next + 1 != tokens_.size())
        return "";
    switch (tokens_[next].kind) {
    case Kind::subtree:
    case Kind::below:
    case Kind::deep:
        break;
    case Kind::star: // `/proc/**/*`
        if (any_depth)
            break;
        return "";
    default:
        return "";
    }
    return prefix_.ends_with('/') ? prefix_.substr(0, prefix_.size() - 1) : prefix_;
}

std::vector<std::string> PathPattern::exact_prefixes() const {
    if (is_literal())
        return {prefix_ + '\0'};
    if (prefix_.empty() || prefix_ == "/") // `/**` leaves out the root itself
        return {};
    size_t next = prefix_.size(); // the prefix is one token a byte
    const bool any_depth = tokens_[next].kind == Kind::dirs;
    while (tokens_[next].kind == Kind::dirs)
        ++next; // never the last one
    if (next + 1 != tokens_.size())
        return {};
    switch (tokens_[next].kind) {
    case Kind::subtree:
        return any_depth ? std::vector<std::string>{}
                         : std::vector<std::string>{prefix_ + '\0', prefix_ + '/'};
    case Kind::below: // no path ends in a /
    case Kind::deep:
        return {prefix_};
    case Kind::star: // `/proc/**/*`
        return any_depth ? std::vector<std::string>{prefix_} : std::vector<std::string>{};
    default:
        return {};
    }
}

bool PathPattern::matches_one(const Token& token, unsigned char byte) const {
    switch (token.kind) {
    case Kind::byte:
        return byte == token.byte;
    case Kind::any:
        return byte != '/';
    case Kind::set:
        return sets_[token.set].test(byte);
    default:
        return false;
    }
}

bool PathPattern::matches(std::string_view path) const {
    if (!path.starts_with(prefix_) || !path.ends_with(suffix_)) // most, without a look at the rest
        return false;

    // Where to go on when what follows a wildcard did not match: the token
    // after it (0: there is none) and the byte up to which it has taken.
    struct Retry {
        size_t token = 0;
        size_t at = 0;
    };
    Retry star, wide;
    bool whole_components = false; // wide is `**/`, not `**`

    size_t at = prefix_.size();
    size_t next = prefix_.size(); // the prefix is one token a byte
    for (;;) {
        if (next == tokens_.size()) {
            if (at == path.size())
                return true;
        } else {
            const Token& token = tokens_[next];
            switch (token.kind) {
            case Kind::star:
                star = {++next, at};
                continue;
            case Kind::deep:
            case Kind::dirs:
                if (++next == tokens_.size())
                    return true;
                wide = {next, at};
                whole_components = token.kind == Kind::dirs;
                star = {};
                continue;
            case Kind::below:
                if (at < path.size())
                    return true;
                break;
            case Kind::subtree:
                if (at == path.size() || path[at] == '/')
                    return true;
                break;
            default:
                if (at < path.size() && matches_one(token, static_cast<unsigned char>(path[at]))) {
                    ++next;
                    ++at;
                    continue;
                }
            }
        }
        if (star.token != 0) {
            if (star.at == path.size())
                return false; // it took all there is: a later start has less to choose from
            if (path[star.at] != '/') {
                next = star.token;
                at = ++star.at;
                continue;
            }
        }
        if (wide.token == 0)
            return false;
        if (whole_components) {
            const size_t slash = path.find('/', wide.at);
            if (slash == std::string_view::npos)
                return false;
            wide.at = slash;
        } else if (wide.at == path.size()) {
            return false;
        }
        next = wide.token;
        at = ++wide.at;
        star = {};
    }
}

} // namespace fileaudit
