// JSON as a plain value.  Reading is Boost.JSON's (kept in json.cc, which is
// heavy); writing is ours (json_write.cc), because a record's bytes must be
// exact and no text may attack a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace support::base::json {

class Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;  // in the order written

class Value {
 public:
  Value() : held_(nullptr) {}
  Value(std::nullptr_t) : held_(nullptr) {}
  Value(bool b) : held_(b) {}
  Value(int n) : held_(std::int64_t{n}) {}
  Value(std::int64_t n) : held_(n) {}
  Value(std::uint64_t n) : held_(static_cast<std::int64_t>(n)) {}
  Value(double n) : held_(n) {}
  Value(const char* s) : held_(std::string(s)) {}
  Value(std::string_view s) : held_(std::string(s)) {}
  Value(std::string s) : held_(std::move(s)) {}
  Value(Array a);
  Value(Object o);

  // Pointers into this value; null when it holds something else.
  const bool* boolean() const { return std::get_if<bool>(&held_); }
  const std::int64_t* number() const {
    return std::get_if<std::int64_t>(&held_);
  }
  const double* real() const { return std::get_if<double>(&held_); }
  const std::string* string() const {
    return std::get_if<std::string>(&held_);
  }
  const Array* array() const { return std::get_if<Array>(&held_); }
  const Object* object() const { return std::get_if<Object>(&held_); }
  bool is_null() const { return std::holds_alternative<std::nullptr_t>(held_); }

  // A member of an object; null when there is none or this is no object.
  const Value* find(std::string_view name) const;
  // A member that is a string (or number), else the given default.
  std::string text(std::string_view name, std::string_view missing = "") const;
  std::int64_t integer(std::string_view name, std::int64_t missing = 0) const;
  bool flag(std::string_view name, bool missing = false) const;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array,
               Object>
      held_;
};

struct Member {
  std::string name;
  Value value;
};

// Looks a member up in a bare object.
const Value* find(const Object& object, std::string_view name);

// Reads exactly one value.  Refused, with a sentence that quotes nothing of
// the input: bad syntax, bad UTF-8, lone surrogates, U+0000 in a string, a
// name twice in one object, more than 16 levels, a whole number beyond 64 bits.
// The caller has capped the size (64 KiB to 128 KiB).
std::expected<Value, std::string> parse(std::string_view text);

// Compact, no blanks, members in their order.  Escapes ", \, C0, DEL, C1 and
// what is_bidi_or_separator names; nothing else, so that grep finds what was
// said (JSON never stands inside a page of ours).
// Newline, return and tab are \n, \r and \t, the others \u and four lower-case
// digits.  Bytes that are no UTF-8 become U+FFFD, a real that is not finite
// null, and a whole real keeps its ".0".
std::string write(const Value& value);
std::string write(const Object& object);

}  // namespace support::base::json
