// supportctl user add | list | passwd | disable | enable
#include <algorithm>
#include <istream>
#include <ostream>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "ctl/arguments.h"
#include "desk/password.h"
#include "store/settings.h"
#include "store/users.h"
#include "store/version.h"

namespace support::ctl {
namespace {

namespace json = base::json;

std::string first_line(std::istream& in) {
  std::string line;
  if (!std::getline(in, line)) {
    throw Failure(kNoInput, "no password on standard input");
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string hashed(const Place& place, const store::User& user,
                   const std::string& password) {
  const std::string shop = store::SettingsFile(place.paths).now().shop_name;
  if (const auto fault = desk::password_fault(
          password, {user.login, user.name, user.email, shop})) {
    throw Failure(kBadData, *fault);
  }
  using base::crypto::Cost;
  return base::crypto::hash_password(
      password, place.config.cheap_passwords ? Cost::cheap : Cost::normal);
}

// Sets what the options ask for; a random password comes back, to be shown
// once the user is on disk.  None asked for: nobody can sign in with it.
std::string set_password(Place& place, store::User& user, bool random,
                         bool from_stdin) {
  if (random && from_stdin) {
    throw Failure(kUsage, "a random password, or one from standard input?");
  }
  if (!random && !from_stdin) return {};
  const std::string password =
      random ? desk::random_password() : first_line(place.in);
  user.password_hash = hashed(place, user, password);
  return random ? password : std::string();
}

store::User existing(store::Users& users, const std::string& login) {
  auto user = users.find(login);
  if (!user) throw Failure(kNoInput, "no user " + printable(login));
  return *user;
}

// A name or address as it may be stored: one line of UTF-8.
std::string line_of(const Arguments& arguments, std::string_view option) {
  const std::string text = arguments.value_or(option, "");
  if (!base::is_utf8(text) || base::one_line(text) != text) {
    throw Failure(kBadData,
                  std::string(option) + " is no single line of UTF-8 text");
  }
  return text;
}

int add(Place& place, const Words& words) {
  const Arguments arguments(
      words, {"--name", "--email", "--display"},
      {"--staff", "--admin", "--random-password", "--password-stdin"});
  store::User user;
  user.login = arguments.plain(1)[0];
  if (!store::is_login(user.login)) {
    throw Failure(kBadData,
                  "a login is 1 to 40 of a-z 0-9 . _ - and starts with a "
                  "letter or digit");
  }
  user.name = line_of(arguments, "--name");
  if (user.name.empty()) throw Failure(kUsage, "--name is missing");
  user.email = line_of(arguments, "--email");
  user.display_name = line_of(arguments, "--display");
  user.is_admin = arguments.has("--admin");
  user.is_staff = user.is_admin || arguments.has("--staff");
  user.created = place.clock.now();
  store::prepare_data(place.paths, place.config.data_group);
  store::Users users(place.paths);
  if (users.find(user.login)) {
    throw Failure(kBadData, "there is a user " + user.login + " already");
  }
  const std::string shown =
      set_password(place, user, arguments.has("--random-password"),
                   arguments.has("--password-stdin"));
  const auto added = users.add(user);
  if (!added) fail(added.error());
  tell_audit(place, "user_created",
             user.login + (user.is_admin   ? " admin"
                           : user.is_staff ? " staff"
                                           : ""));
  place.err << "user " << user.login << " added"
            << (user.password_hash.empty() ? ", without a password" : "")
            << '\n';
  if (!shown.empty()) place.out << shown << '\n';
  return kOk;
}

std::string role_of(const store::User& user) {
  return user.is_admin ? "admin" : user.is_staff ? "agent" : "customer";
}

json::Object as_json(const store::User& user) {
  return {{"login", user.login},         {"name", user.name},
          {"display", user.display_name}, {"email", user.email},
          {"role", role_of(user)},        {"active", user.active},
          {"password", !user.password_hash.empty()},
          {"created", base::iso(user.created)}};
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t length = base::code_points(text);
  if (length < width) text.append(width - length, ' ');
  return text + "  ";
}

void print_table(std::ostream& out, const std::vector<store::User>& all) {
  std::size_t login = 5;
  std::size_t name = 4;
  for (const store::User& user : all) {
    login = std::max(login, user.login.size());
    name = std::max(name, base::code_points(printable(user.name)));
  }
  out << padded("LOGIN", login) << padded("ROLE", 8) << padded("STATE", 11)
      << padded("NAME", name) << "E-MAIL\n";
  for (const store::User& user : all) {
    const char* state = !user.active                 ? "disabled"
                        : user.password_hash.empty() ? "no password"
                                                     : "active";
    out << padded(user.login, login) << padded(role_of(user), 8)
        << padded(state, 11) << padded(printable(user.name), name)
        << printable(user.email) << '\n';
  }
}

int list(Place& place, const Words& words) {
  const Arguments arguments(words, {}, {"--json"});
  arguments.plain(0);
  store::check_version(place.paths);
  const std::vector<store::User> all = store::Users(place.paths).all();
  if (!arguments.has("--json")) {
    print_table(place.out, all);
    return kOk;
  }
  json::Array rows;
  for (const store::User& user : all) rows.push_back(as_json(user));
  place.out << json::write(json::Value(std::move(rows))) << '\n';
  return kOk;
}

int passwd(Place& place, const Words& words) {
  const Arguments arguments(words, {}, {"--random", "--password-stdin"});
  const std::string login = arguments.plain(1)[0];
  const bool random = arguments.has("--random");
  const bool from_stdin = arguments.has("--password-stdin");
  if (!random && !from_stdin) {
    throw Failure(kUsage, "--random or --password-stdin?");
  }
  store::check_version(place.paths);
  store::Users users(place.paths);
  store::User user = existing(users, login);
  const std::string shown = set_password(place, user, random, from_stdin);
  ++user.session_epoch;
  if (const auto saved = users.save(user); !saved) fail(saved.error());
  tell_audit(place, "authn_password_change", login);
  place.err << "password of " << login
            << " set; all their sessions are over\n";
  if (!shown.empty()) place.out << shown << '\n';
  return kOk;
}

int set_active(Place& place, const Words& words, bool active) {
  const std::string login = Arguments(words, {}, {}).plain(1)[0];
  store::check_version(place.paths);
  store::Users users(place.paths);
  store::User user = existing(users, login);
  if (user.active != active) {
    user.active = active;
    if (!active) ++user.session_epoch;
    if (const auto saved = users.save(user); !saved) fail(saved.error());
    tell_audit(place, active ? "user_updated" : "user_archived",
               login + (active ? " enabled" : " disabled"));
  }
  place.err << "user " << login
            << (active ? " may sign in\n"
                       : " is disabled; all their sessions are over\n");
  return kOk;
}

}  // namespace

int user(Place& place, const Words& words) {
  if (words.empty()) throw Failure(kUsage, "user: add, list, passwd, …?");
  const Words rest(words.begin() + 1, words.end());
  if (words[0] == "add") return add(place, rest);
  if (words[0] == "list") return list(place, rest);
  if (words[0] == "passwd") return passwd(place, rest);
  if (words[0] == "disable") return set_active(place, rest, false);
  if (words[0] == "enable") return set_active(place, rest, true);
  throw Failure(kUsage, "user: unknown word " + printable(words[0]));
}

}  // namespace support::ctl
