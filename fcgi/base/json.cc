// Values, and reading them; json_write.cc writes.
#include "base/json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace support::base::json {
namespace {

using boost::json::error_code;
using Part = boost::json::string_view;

constexpr std::size_t kMaxDepth = 16;
constexpr char kNul[] = "the JSON has U+0000 in a string";
constexpr char kOutOfRange[] = "the JSON has a number out of range";

// Boost's parser calls these as it meets the parts, so the value is ours from
// the start: Boost's own would keep the last of two members of one name.
class Builder {
 public:
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(true); }
  bool on_array_begin(error_code&) { return open(false); }

  bool on_object_end(std::size_t, error_code& ec) {
    Object object = std::move(open_.back().object);
    open_.pop_back();
    if (has_name_twice(object))
      return refuse("the JSON has a name twice in one object", ec);
    return add(std::move(object));
  }
  bool on_array_end(std::size_t, error_code&) {
    Array array = std::move(open_.back().array);
    open_.pop_back();
    return add(std::move(array));
  }

  // A string with escapes comes in parts.
  bool on_key_part(Part part, std::size_t, error_code&) {
    return gather(part);
  }
  bool on_string_part(Part part, std::size_t, error_code&) {
    return gather(part);
  }
  bool on_key(Part part, std::size_t, error_code& ec) {
    gather(part);
    if (has_nul(string_)) return refuse(kNul, ec);
    open_.back().name = std::exchange(string_, {});
    return true;
  }
  bool on_string(Part part, std::size_t, error_code& ec) {
    gather(part);
    if (has_nul(string_)) return refuse(kNul, ec);
    return add(std::exchange(string_, {}));
  }

  bool on_number_part(Part, error_code&) { return true; }
  bool on_int64(std::int64_t number, Part, error_code&) { return add(number); }
  bool on_uint64(std::uint64_t, Part, error_code& ec) {
    return refuse(kOutOfRange, ec);
  }
  // Boost's own conversion is off by a last digit now and then.  It also takes
  // a whole number beyond 64 bits for a real, which would change it silently.
  bool on_double(double, Part digits, error_code& ec) {
    double number = 0;
    const auto end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    const bool is_whole = digits.find_first_of(".eE") == Part::npos;
    if (error != std::errc() || stop != end || is_whole)
      return refuse(kOutOfRange, ec);
    return add(number);
  }

  bool on_bool(bool b, error_code&) { return add(b); }
  bool on_null(error_code&) { return add(nullptr); }
  bool on_comment_part(Part, error_code&) { return true; }
  bool on_comment(Part, error_code&) { return true; }

  Value take() { return std::move(whole_); }
  // Null when it was Boost that refused.
  const char* refusal() const { return refusal_; }

 private:
  struct Open {
    bool is_object;
    Object object;
    Array array;
    std::string name;  // of the member whose value comes next
  };

  // Sorted, because a hostile object may have ten thousand members.
  static bool has_name_twice(const Object& object) {
    std::vector<std::string_view> names;
    for (const Member& member : object) names.push_back(member.name);
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) != names.end();
  }

  bool open(bool is_object) {
    open_.push_back({is_object, {}, {}, {}});
    return true;
  }
  bool gather(Part part) {
    string_.append(part.data(), part.size());
    return true;
  }
  bool add(Value value) {
    if (open_.empty())
      whole_ = std::move(value);
    else if (Open& in = open_.back(); in.is_object)
      in.object.push_back({std::move(in.name), std::move(value)});
    else
      in.array.push_back(std::move(value));
    return true;
  }
  bool refuse(const char* why, error_code& ec) {
    refusal_ = why;
    ec = boost::json::error::exception;
    return false;
  }

  std::vector<Open> open_;
  std::string string_;
  Value whole_;
  const char* refusal_ = nullptr;
};

std::string sentence(const error_code& ec, std::size_t at) {
  using boost::json::error;
  if (ec == error::exponent_overflow) return kOutOfRange;
  if (ec == error::incomplete) return "the JSON ends too early";
  if (ec == error::too_deep)
    return "the JSON is deeper than " + std::to_string(kMaxDepth) + " levels";
  return "the JSON is malformed at byte " + std::to_string(at);
}

}  // namespace

Value::Value(Array a) : held_(std::move(a)) {}
Value::Value(Object o) : held_(std::move(o)) {}

const Value* Value::find(std::string_view name) const {
  return object() ? json::find(*object(), name) : nullptr;
}

std::string Value::text(std::string_view name, std::string_view missing) const {
  const Value* value = find(name);
  return std::string(value && value->string() ? *value->string() : missing);
}

std::int64_t Value::integer(std::string_view name, std::int64_t missing) const {
  const Value* value = find(name);
  return value && value->number() ? *value->number() : missing;
}

bool Value::flag(std::string_view name, bool missing) const {
  const Value* value = find(name);
  return value && value->boolean() ? *value->boolean() : missing;
}

const Value* find(const Object& object, std::string_view name) {
  const auto member = std::ranges::find(object, name, &Member::name);
  return member == object.end() ? nullptr : &member->value;
}

std::expected<Value, std::string> parse(std::string_view text) {
  if (!is_utf8(text)) return std::unexpected("the JSON is not UTF-8");
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  options.allow_invalid_utf8 = true;  // checked above, and exactly
  boost::json::basic_parser<Builder> parser(options);
  error_code ec;
  const std::size_t end =
      parser.write_some(false, text.data(), text.size(), ec);
  if (parser.handler().refusal())
    return std::unexpected(parser.handler().refusal());
  if (ec) return std::unexpected(sentence(ec, end));
  if (end != text.size())
    return std::unexpected("the JSON goes on after its end");
  return parser.handler().take();
}

}  // namespace support::base::json
