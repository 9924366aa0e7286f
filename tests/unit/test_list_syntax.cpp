// SPDX-License-Identifier: GPL-2.0-only
// Comma lists and braces; the braces against what bash makes of them.
#include "cli/list_syntax.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace fileaudit;

namespace {

// As bash does with its words in the end.
std::string without_escapes(std::string_view text) {
    std::string result;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        result += text[at];
    }
    return result;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string result;
    for (const std::string& text : texts)
        result += (result.empty() ? "" : " ") + text;
    return result;
}

} // namespace

TEST_CASE("list_syntax: items") {
    const struct {
        const char* list;
        std::vector<std::string> items; // an excluded one after "not "
    } rows[] = {
        {"a", {"a"}},
        {"a,b,c", {"a", "b", "c"}},
        {"a,!b,{c,d}", {"a", "not b", "{c,d}"}},
        {"!a", {"not a"}},
        {"\\!a,b\\!", {"!a", "b\\!"}},
        {"!!a", {"not !a"}},
        {"!\\!a", {"not !a"}},
        {"\\\\!a", {"\\\\!a"}},
        {"\\!", {"!"}},
        {"a!b", {"a!b"}},
        {" a", {" a"}},
        {"a\\,b,c", {"a\\,b", "c"}},
        {"a\\\\,b", {"a\\\\", "b"}},
        {"a\\", {"a\\"}},
        {"{a,{b,c},d},e", {"{a,{b,c},d}", "e"}},
        {"!{a,b},c", {"not {a,b}", "c"}},
        {"\\{a,b}", {"\\{a", "b}"}},
        {"a},b", {"a}", "b"}},
        {"{a\\},b},c", {"{a\\},b}", "c"}},
        {"[a,b],c", {"[a,b]", "c"}},
        {"[],a],b", {"[],a]", "b"}},
        {"[!],a],b", {"[!],a]", "b"}},
        {"[a\\],b],c", {"[a\\],b]", "c"}},
        {"\\[a,b]", {"\\[a", "b]"}},
        {"[{],a,[}]", {"[{]", "a", "[}]"}},
        {"{[}],a},b", {"{[}],a}", "b"}},
        // unclosed: one item, for who reads it to refuse
        {"a,{b,c", {"a", "{b,c"}},
        {"a,[b,c", {"a", "[b,c"}},
        {"a,[b\\", {"a", "[b\\"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.list);
        const auto items = split_list(row.list, "--comm");
        REQUIRE(items.has_value());
        std::vector<std::string> found;
        for (const ListItem& item : *items)
            found.push_back((item.exclude ? "not " : "") + item.text);
        CHECK(found == row.items);
    }
}

TEST_CASE("list_syntax: lists that are refused") {
    const struct {
        const char* list;
        const char* message;
    } rows[] = {
        {"", "--uid: '' is an empty list; give at least one value"},
        {",", "--uid: ',' has an empty value; leave out the comma too many"},
        {"a,", "--uid: 'a,' has an empty value; leave out the comma too many"},
        {",a", "--uid: ',a' has an empty value; leave out the comma too many"},
        {"a,,b", "--uid: 'a,,b' has an empty value; leave out the comma too many"},
        {"!", "--uid: '!' has a ! without a value; put the value right after it"},
        {"a,!,\nb", "--uid: 'a,!,\\nb' has a ! without a value; put the value right after it"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.list);
        const auto items = split_list(row.list, "--uid");
        REQUIRE_FALSE(items.has_value());
        CHECK(items.error().status == Exit::usage);
        CHECK(items.error().message == row.message);
    }
}

TEST_CASE("list_syntax: braces as bash expands them") {
    // The right column was written by bash 5.2: set -f; printf '%s ' GLOB
    const struct {
        const char* glob;
        const char* bash;
    } rows[] = {
        {"abc", "abc"},
        {"x{a,b}", "xa xb"},
        {"x{a,b}y", "xay xby"},
        {"/usr/{lib,lib64}/x{,.so}", "/usr/lib/x /usr/lib/x.so /usr/lib64/x /usr/lib64/x.so"},
        {"{a,b}{c,d}", "ac ad bc bd"},
        {"{a,b}{c,d}{e,f}", "ace acf ade adf bce bcf bde bdf"},
        {"x{a,{b,c},d}y{e,f}", "xaye xayf xbye xbyf xcye xcyf xdye xdyf"},
        {"{a,{b,{c,{d,e}}}}", "a b c d e"},
        {"{{{{a,b},c},d},e}", "a b c d e"},
        {"x{}", "x{}"},
        {"x{a}", "x{a}"},
        {"x{a}{b,c}", "x{a}b x{a}c"},
        {"{a}{b}", "{a}{b}"},
        {"{x{a,b}}", "{xa} {xb}"},
        {"{x{a,b}y{c,d}}", "{xayc} {xayd} {xbyc} {xbyd}"},
        {"{{a,b}}", "{a} {b}"},
        {"{{a},b}", "{a} b"},
        {"{x,{a},b}", "x {a} b"},
        {"{a{b},c}", "a{b} c"},
        {"x{{},a}", "x{} xa"},
        {"x{,}", "x x"},
        {"x{,,a}", "x x xa"},
        {"x{a,a}", "xa xa"},
        {"a}b", "a}b"},
        {"a},b", "a},b"},
        {"a,b", "a,b"},
        {"}{a,b}", "}a }b"},
        {"{a,b}}", "a} b}"},
        {"x\\{a,b\\}", "x{a,b}"},
        {"x\\{{a,b}\\}", "x{a} x{b}"},
        {"{a\\,b,c}", "a,b c"},
        {"{a\\},b}", "a} b"},
        {"{\\{,b}", "{ b"},
        {"{a,b\\\\}", "a b\\"},
        {"\\\\{a,b}", "\\a \\b"},
        {"x[a]{b,c}", "x[a]b x[a]c"},
        {"{x[a],y[!b]}", "x[a] y[!b]"},
        {"x\\[{a,b}", "x[a x[b"},
        {"x{*,?}y", "x*y x?y"},
        {"**/{a,b}/**", "**/a/** **/b/**"},
        {"{é,ß}", "é ß"},
        {"{a,b}-{c}-{d,e}", "a-{c}-d a-{c}-e b-{c}-d b-{c}-e"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        const auto globs = expand_braces(row.glob, "--path", 100);
        REQUIRE(globs.has_value());
        CHECK(without_escapes(joined(*globs)) == row.bash);
    }
}

TEST_CASE("list_syntax: braces where a glob is not a word of bash") {
    const struct {
        const char* glob;
        std::vector<std::string> globs;
    } rows[] = {
        {"", {""}},
        {"{,a}", {"", "a"}},
        {"{a b,c}", {"a b", "c"}},
        {"\\{{a,b\\,}", {"\\{a", "\\{b\\,"}}, // escapes stay
        {"a\\", {"a\\"}},
        {"{1..3}", {"{1..3}"}}, // no sequences
        {"[{a,b}]", {"[{a,b}]"}},
        {"{[a,b],c}", {"[a,b]", "c"}},
        {"{[}],[]}]}", {"[}]", "[]}]"}},
        {"${a,b}", {"$a", "$b"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        const auto globs = expand_braces(row.glob, "--path", 100);
        REQUIRE(globs.has_value());
        CHECK(*globs == row.globs);
    }
}

TEST_CASE("list_syntax: braces that are refused") {
    const struct {
        const char* glob;
        const char* message;
    } rows[] = {
        {"{", "--path: '{' has a { without its }; write \\{ for a brace"},
        {"/{a,b", "--path: '/{a,b' has a { without its }; write \\{ for a brace"},
        {"{a,b}{", "--path: '{a,b}{' has a { without its }; write \\{ for a brace"},
        {"{a,{b}", "--path: '{a,{b}' has a { without its }; write \\{ for a brace"},
        {"{a,b\\}", "--path: '{a,b\\\\}' has a { without its }; write \\{ for a brace"},
        {"{a,[b}", "--path: '{a,[b}' has a [ without its ]; write \\[ for a bracket"},
        {"{a,b}{c,d}{e,f}",
         "--path: '{a,b}{c,d}{e,f}' stands for more than 7 globs; use fewer braces"},
        {"{1,2,3,4,5,6,7,8}",
         "--path: '{1,2,3,4,5,6,7,8}' stands for more than 7 globs; use fewer braces"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        const auto globs = expand_braces(row.glob, "--path", 7);
        REQUIRE_FALSE(globs.has_value());
        CHECK(globs.error().status == Exit::usage);
        CHECK(globs.error().message == row.message);
    }
    CHECK(expand_braces("{a,b}{c,d}{e,f}", "--path", 8).has_value());
}

TEST_CASE("list_syntax: braces of hostile size end soon, whatever their shape") {
    std::string wide = "{", pairs, deep_left, deep_right, closings, literal;
    for (int i = 0; i < 3000; ++i) {
        wide += "a,";
        pairs += "{a,b}";
        deep_left += '{';
        closings += ",a}";
        deep_right += "{a,";
        literal += '{';
    }
    deep_left += closings;
    deep_right += "a" + std::string(3000, '}');
    literal += std::string(3000, '}');
    for (const std::string& glob : {wide + "}" + wide + "}", pairs, deep_left, deep_right})
        CHECK_FALSE(expand_braces(glob, "--path", 1024).has_value());
    CHECK(expand_braces(literal, "--path", 1024) == std::vector<std::string>{literal});
}
