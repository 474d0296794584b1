#include "store/quick_replies.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "store/whole_file.h"

namespace support::store {
namespace {

using base::Reason;
using base::Refusal;
using base::json::Array;
using base::json::Object;
using base::json::Value;

// All agents' in one file, so more than others may have.
constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;
// What the list may take of that: the rest is the file's own words.
constexpr std::size_t kMaxListBytes = kMaxBytes - 64 * 1024;
constexpr std::size_t kIdLetters = 12;

bool is_small(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_id(std::string_view text) {
  return text.size() == kIdLetters && std::ranges::all_of(text, is_small);
}

QuickReply reply_in(const Value& one) {
  return {one.text("id"),    one.text("owner"), one.text("shortcut"),
          one.text("title"), one.text("text"),  one.integer("rev")};
}

// With what a later version may have written beside it.
Value written(const QuickReply& reply, const Value* before) {
  Object fields = {{"id", reply.id},       {"owner", reply.owner},
                   {"shortcut", reply.shortcut}, {"title", reply.title},
                   {"text", reply.text},   {"rev", reply.rev}};
  if (before)
    for (const auto& member : *before->object())
      if (!base::json::find(fields, member.name)) fields.push_back(member);
  return fields;
}

const Array& list_in(const Fields& fields) {
  static const Array none;
  const Value* list = base::json::find(fields.object(), "replies");
  if (list && !list->array()) fields.fail("replies", "is no list");
  return list ? *list->array() : none;
}

bool is_before(const QuickReply& a, const QuickReply& b) {
  return std::tie(a.shortcut, a.owner) < std::tie(b.shortcut, b.owner);
}

// Edited by hand, too, it may hold nothing that a form could not have made.
std::vector<QuickReply> replies_in(const Fields& fields) {
  std::vector<QuickReply> replies;
  std::set<std::string> ids;
  for (const Value& one : list_in(fields)) {
    const auto fail = [&](const std::string& what) {
      fields.fail("replies", "number " + std::to_string(replies.size() + 1) +
                                 " " + what);
    };
    if (!one.object()) fail("is no object");
    replies.push_back(reply_in(one));
    const QuickReply& reply = replies.back();
    if (!is_id(reply.id) || !ids.insert(reply.id).second || reply.rev < 1)
      fail("has a wrong id or rev");
    if (const auto errors = check(reply); !errors.empty())
      fail("is wrong: " + errors.front().field);
  }
  std::ranges::sort(replies, is_before);
  if (std::ranges::adjacent_find(replies, [](const auto& a, const auto& b) {
        return a.shortcut == b.shortcut && a.owner == b.owner;
      }) != replies.end())
    fields.fail("replies", "has a shortcut twice");
  return replies;
}

// The list while it is changed, under the file's lock.
class List {
 public:
  explicit List(const WholeFile* stored) {
    if (!stored) return;
    replies_in(stored->fields);  // throws when it is damaged
    list_ = list_in(stored->fields);
  }

  Value* find(std::string_view id) {
    const auto one = std::ranges::find_if(
        list_, [&](const Value& value) { return value.text("id") == id; });
    return one == list_.end() ? nullptr : &*one;
  }
  Value* find(std::string_view owner, std::string_view shortcut) {
    const auto one = std::ranges::find_if(list_, [&](const Value& value) {
      return value.text("shortcut") == shortcut && value.text("owner") == owner;
    });
    return one == list_.end() ? nullptr : &*one;
  }

  void add(QuickReply reply) {
    do {
      reply.id =
          base::lower_ascii(base::crypto::random_base32(kIdLetters));
    } while (find(reply.id));
    reply.rev = 1;
    list_.push_back(written(reply, nullptr));
  }
  static void replace(Value& before, QuickReply reply) {
    reply.id = before.text("id");
    reply.rev = before.integer("rev") + 1;
    before = written(reply, &before);
  }
  void remove(std::string_view id) {
    std::erase_if(list_, [&](const Value& one) { return one.text("id") == id; });
  }

  std::expected<Object, Refusal> checked(std::string_view owner) const {
    const auto owned = std::ranges::count_if(list_, [&](const Value& one) {
      return one.text("owner") == owner;
    });
    if (static_cast<std::size_t>(owned) > kMostQuickReplies ||
        base::json::write(Value(list_)).size() > kMaxListBytes)
      return std::unexpected(
          Refusal{.reason = Reason::bad_request,
                  .limit = std::int64_t{kMostQuickReplies},
                  .detail = "too_many"});
    return Object{{"replies", list_}};
  }

 private:
  Array list_;
};

std::unexpected<Refusal> refused(Reason reason, const char* detail = "") {
  return std::unexpected(Refusal{.reason = reason, .detail = detail});
}

}  // namespace

const std::vector<QuickReply>& QuickReplies::all() {
  const auto stamp = base::stamp_of(paths_.quick_replies());
  if (stamp == stamp_) return replies_;
  try {
    const auto file = read_whole(paths_.quick_replies(), kMaxBytes);
    replies_ = file ? replies_in(file->fields) : std::vector<QuickReply>();
  } catch (const base::IoError&) {
    throw;
  } catch (const std::runtime_error& error) {
    base::log_line("error", "damaged_file", {{"what", error.what()}});
  }
  // Taken first: a file replaced in between is read again.
  stamp_ = stamp;
  return replies_;
}

std::optional<QuickReply> QuickReplies::find(std::string_view id) {
  const auto& replies = all();
  const auto one = std::ranges::find(replies, id, &QuickReply::id);
  return one == replies.end() ? std::nullopt : std::optional(*one);
}

std::expected<QuickReply, Refusal> QuickReplies::save(QuickReply reply) {
  const auto put = [&](const WholeFile* stored)
      -> std::expected<Object, Refusal> {
    List list(stored);
    Value* const before = reply.id.empty() ? nullptr : list.find(reply.id);
    if (!reply.id.empty() && !before) return refused(Reason::not_found);
    if (before && before->integer("rev") != reply.rev)
      return refused(Reason::conflict);
    const Value* const same = list.find(reply.owner, reply.shortcut);
    if (same && same != before) return refused(Reason::conflict, "shortcut");
    if (before) {
      List::replace(*before, reply);
    } else {
      list.add(reply);
    }
    reply = reply_in(*list.find(reply.owner, reply.shortcut));
    return list.checked(reply.owner);
  };
  const auto rev = change_whole(paths_, paths_.quick_replies(), put, kMaxBytes);
  if (!rev) return std::unexpected(rev.error());
  return reply;
}

std::expected<void, Refusal> QuickReplies::remove(std::string_view id,
                                                  std::int64_t rev) {
  const auto take = [&](const WholeFile* stored)
      -> std::expected<Object, Refusal> {
    List list(stored);
    const Value* const before = list.find(id);
    if (!before) return refused(Reason::not_found);
    if (before->integer("rev") != rev) return refused(Reason::conflict);
    const std::string owner = before->text("owner");
    list.remove(id);
    return list.checked(owner);
  };
  const auto done = change_whole(paths_, paths_.quick_replies(), take,
                                 kMaxBytes);
  if (!done) return std::unexpected(done.error());
  return {};
}

std::expected<std::size_t, Refusal> QuickReplies::import(
    const std::vector<QuickReply>& replies) {
  std::size_t added = 0;
  const auto put = [&](const WholeFile* stored)
      -> std::expected<Object, Refusal> {
    List list(stored);
    std::set<std::string> owners;
    for (const QuickReply& reply : replies) {
      owners.insert(reply.owner);
      if (Value* const before = list.find(reply.owner, reply.shortcut)) {
        List::replace(*before, reply);
      } else {
        list.add(reply);
        ++added;
      }
    }
    std::expected<Object, Refusal> all = list.checked("");
    for (const std::string& owner : owners)
      if (all) all = list.checked(owner);
    return all;
  };
  const auto done = change_whole(paths_, paths_.quick_replies(), put,
                                 kMaxBytes);
  if (!done) return std::unexpected(done.error());
  return added;
}

}  // namespace support::store
