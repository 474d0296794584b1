#include "store/users.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/log.h"
#include "base/text.h"
#include "store/folder.h"
#include "store/whole_file.h"

namespace support::store {
namespace {

using base::Path;
using base::Reason;
using base::Refusal;
using base::json::Object;

constexpr std::uint16_t kMostNumber = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t kMostNameCodePoints = 80;
constexpr std::size_t kMostEmailBytes = 254;  // RFC 5321, erratum 1690
constexpr int kMostChats = 1000;
constexpr std::int64_t kMostEpoch = std::numeric_limits<std::int64_t>::max();

bool is_name(std::string_view text) {
  return base::one_line(text) == text &&
         base::code_points(text) <= kMostNameCodePoints;
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return text.size() <= kMostEmailBytes && at != text.npos && at > 0 &&
         at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
         text.find(' ') == text.npos && base::one_line(text) == text;
}

// The first field that may not be stored; "" when all may.
std::string_view wrong_field(const User& user) {
  if (!is_login(user.login)) return "login";
  if (user.name.empty() || !is_name(user.name)) return "name";
  if (!is_name(user.display_name)) return "display_name";
  if (!user.email.empty() && !is_email(user.email)) return "email";
  if (user.most_chats < 0 || user.most_chats > kMostChats) return "most_chats";
  return "";
}

Object fields_of(const User& user) {
  return {{"login", user.login},
          {"name", user.name},
          {"display_name", user.display_name},
          {"email", user.email},
          {"password_hash", user.password_hash},
          {"is_staff", user.is_staff || user.is_admin},
          {"is_admin", user.is_admin},
          {"active", user.active},
          {"available", user.available},
          {"most_chats", user.most_chats},
          {"number", int{user.number}},
          {"session_epoch", user.session_epoch},
          {"created", base::iso(user.created)},
          {"invite_hash", user.invite_hash},
          {"invite_until",
           user.invite_hash.empty() ? "" : base::iso(user.invite_until)}};
}

User user_in(const WholeFile& file, std::string_view login) {
  const Fields& fields = file.fields;
  // A copy under another name would sign in with the first one's password.
  if (fields.text("login") != login) fields.fail("login", "is not the file's");
  User user;
  user.login = login;
  user.name = fields.text("name");
  user.display_name = fields.text("display_name");
  user.email = fields.text("email");
  user.password_hash = fields.text("password_hash");
  user.is_admin = fields.flag("is_admin", false);
  user.is_staff = fields.flag("is_staff", false) || user.is_admin;
  user.active = fields.flag("active", false);
  user.available = fields.flag("available", false);
  user.most_chats =
      static_cast<int>(fields.integer("most_chats", 0, 0, kMostChats));
  user.number =
      static_cast<std::uint16_t>(fields.integer("number", 0, 0, kMostNumber));
  if (user.number == 0) fields.fail("number", "is missing");
  user.session_epoch = fields.integer("session_epoch", 0, 0, kMostEpoch);
  user.created = fields.time("created");
  user.invite_hash = fields.text("invite_hash");
  if (!user.invite_hash.empty())
    user.invite_until = fields.time("invite_until");
  user.rev = file.rev;
  return user;
}

std::vector<std::string> logins_in(const Paths& paths) {
  constexpr std::string_view kEnding = ".json";
  std::vector<std::string> logins;
  for (std::string& name : names_in(paths.users())) {
    if (!name.ends_with(kEnding)) continue;
    name.resize(name.size() - kEnding.size());
    if (is_login(name)) logins.push_back(std::move(name));
  }
  return logins;
}

bool rules_here(const User& user) {
  return user.active && user.is_admin && !user.password_hash.empty();
}

Refusal wrong(std::string_view field) {
  return {.reason = Reason::bad_request, .detail = std::string(field)};
}

}  // namespace

std::optional<User> Users::read(std::string_view login) const {
  if (!is_login(login)) return std::nullopt;
  const auto whole = read_whole(paths_.user(login));
  if (!whole) return std::nullopt;
  return user_in(*whole, login);
}

std::optional<User> Users::find(std::string_view login) {
  if (!is_login(login)) return std::nullopt;
  const auto stamp = base::stamp_of(paths_.user(login));
  const auto kept = kept_.find(login);
  if (stamp && kept != kept_.end() && kept->second.stamp == *stamp)
    return kept->second.user;
  if (kept != kept_.end()) kept_.erase(kept);
  if (!stamp) return std::nullopt;
  // The stamp was taken first: a file replaced in between is read again.
  Kept fresh{*stamp, std::nullopt};
  try {
    fresh.user = read(login);
  } catch (const base::IoError&) {
    throw;
  } catch (const std::runtime_error& error) {
    base::log_line("error", "damaged_file", {{"what", error.what()}});
  }
  return kept_.insert_or_assign(std::string(login), std::move(fresh))
      .first->second.user;
}

std::vector<User> Users::all() {
  std::vector<User> users;
  for (const std::string& login : logins_in(paths_))
    if (auto user = find(login)) users.push_back(std::move(*user));
  std::ranges::sort(users, {}, &User::login);
  return users;
}

std::optional<User> Users::by_number(std::uint16_t number) {
  if (number == 0) return std::nullopt;
  const auto has_number = [&](const auto& kept) {
    return kept.second.user && kept.second.user->number == number;
  };
  const auto kept = std::ranges::find_if(kept_, has_number);
  // A number is never given away again, so the login stays right.
  if (kept != kept_.end()) return find(std::string(kept->first));
  for (User& user : all())
    if (user.number == number) return std::move(user);
  return std::nullopt;
}

std::expected<User, Refusal> Users::add(User user) {
  if (const auto field = wrong_field(user); !field.empty())
    return std::unexpected(wrong(field));
  const auto with_number =
      [&](const WholeFile* stored) -> std::expected<Object, Refusal> {
    if (stored) return std::unexpected(Refusal{Reason::conflict});
    std::uint16_t highest = 0;
    for (const std::string& login : logins_in(paths_))
      if (const auto other = read(login))
        highest = std::max(highest, other->number);
    if (highest == kMostNumber) return std::unexpected(wrong("number"));
    user.number = static_cast<std::uint16_t>(highest + 1);
    return fields_of(user);
  };
  const auto rev = change_whole(paths_, paths_.user(user.login), with_number);
  if (!rev) return std::unexpected(rev.error());
  return find(user.login).value();
}

std::expected<User, Refusal> Users::save(User user) {
  return replace(std::move(user), false);
}

std::expected<User, Refusal> Users::save_leaving_an_admin(User user) {
  return replace(std::move(user), true);
}

// Asked under the lock of all users' files, so that two admins who take each
// other's rights at once do not both succeed.
bool Users::is_last_admin(const User& user) {
  for (const std::string& login : logins_in(paths_)) {
    if (login == user.login) continue;
    const auto other = find(login);
    if (other && rules_here(*other)) return false;
  }
  return true;
}

std::expected<User, Refusal> Users::replace(User user, bool leaving_an_admin) {
  if (const auto field = wrong_field(user); !field.empty())
    return std::unexpected(wrong(field));
  const auto if_current =
      [&](const WholeFile* stored) -> std::expected<Object, Refusal> {
    if (!stored || stored->rev != user.rev)
      return std::unexpected(Refusal{Reason::conflict});
    const User before = user_in(*stored, user.login);
    if (leaving_an_admin && rules_here(before) && !rules_here(user) &&
        is_last_admin(user))
      return std::unexpected(Refusal{Reason::forbidden});
    user.number = before.number;
    user.created = before.created;
    // Whoever has a new password needs no way to choose one any more, and who
    // was shut out shall not have one when they may come back.
    if (!user.active || user.password_hash != before.password_hash) {
      user.invite_hash.clear();
      user.invite_until = {};
    }
    return fields_of(user);
  };
  const auto rev = change_whole(paths_, paths_.user(user.login), if_current);
  if (!rev) return std::unexpected(rev.error());
  user.is_staff = user.is_staff || user.is_admin;
  user.rev = *rev;
  return user;
}

}  // namespace support::store
