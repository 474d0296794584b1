// tokens/, sessions/, users/.

#include "base/text.h"
#include "ctl/verify_files.h"
#include "ctl/verify_whole.h"
#include "store/folder.h"
#include "store/tokens.h"
#include "store/users.h"
#include "store/whole_file.h"

namespace support::ctl {
namespace {

constexpr std::string_view kEnding = ".json";

void check_token(const Verification& run, const base::Path& file) {
  const auto token = check_whole(run, file, store::kWholeFileBytes);
  if (!token) return;
  const std::string customer = token->text("customer");
  const auto issued = base::from_iso(token->text("issued"));
  if (!store::is_customer_key(customer)) {
    run.report.damage(file, 0, "names no customer");
  } else if (!base::stamp_of(run.paths.customer(customer))) {
    const base::Path list = run.paths.customer(customer);
    if (token->flag("revoked")) {
      run.report.note(file, 0, "revoked, and its customer erased");
    } else {
      run.lost(file, 0, "its customer's list is missing: " + list.string(),
               issued.value_or(base::Time{}), Advice::restore, list);
    }
  }
}

// The highest number that nobody has is unknown: this finds the others.
struct Numbers {
  std::map<std::int64_t, base::Time> created;  // by number
  std::size_t unknown = 0;  // of users whose file is missing or damaged

  void check(const Verification& run) const {
    std::vector<std::int64_t> missing;
    std::int64_t next = 1;
    base::Time after{};
    for (const auto& [number, t] : created) {
      for (; next < number; ++next) missing.push_back(next), after = t;
      next = number + 1;
    }
    if (missing.size() <= unknown) return;
    run.lost(run.paths.users(), 0,
             "nobody has the number " + std::to_string(missing.back()) +
                 ": a user's file is missing",
             after);
  }
};

void check_user(const Verification& run, const std::string& login,
                const Revisions& old, Numbers& numbers) {
  const base::Path file = run.paths.user(login);
  run.report.count("users");
  const auto value = check_whole(run, file, store::kWholeFileBytes);
  if (!value) {
    ++numbers.unknown;
    return;
  }
  check_meaning(run, file, [&] {
    const auto user = store::Users(run.paths).read(login);
    if (!user) return;
    if (!numbers.created.emplace(user->number, user->created).second) {
      run.report.damage(file, 0, "has another user's number");
    }
    check_revisions(run, file, user->rev, old);
  });
}

}  // namespace

void verify_tokens(const Verification& run) {
  std::uint64_t number = 0;
  store::each_file_below(run.paths.tokens(), [&](const base::Path& file) {
    const std::string hash = file.stem().string();
    if (file.filename() == ".lock") return;
    run.progress.at("reading tokens", ++number);
    if (store::is_token_hash(hash) && run.paths.token(hash) == file) {
      run.report.count("tokens");
      check_token(run, file);
    } else if (!is_passing(file, run.now)) {
      run.report.note(file, 0, "is none of ours", Advice::look);
    }
  });
}

void verify_sessions(const Verification& run) {
  for (const std::string& name : store::names_in(run.paths.sessions())) {
    const base::Path file = run.paths.sessions() / name;
    const std::string stem = file.stem().string();
    if (name.ends_with(kEnding) && store::is_token_hash(stem)) {
      run.report.count("sessions");
      check_whole(run, file, store::kWholeFileBytes);
    } else if (!(name.ends_with(".seen") && store::is_login(stem)) &&
               !is_passing(file, run.now)) {
      run.report.note(file, 0, "is none of ours", Advice::look);
    }
  }
}

void verify_users(const Verification& run) {
  const Revisions old = check_old(run, run.paths.users() / "old",
                                  store::kWholeFileBytes);
  Numbers numbers;
  for (const std::string& name : store::names_in(run.paths.users())) {
    const base::Path file = run.paths.users() / name;
    const std::string login = file.stem().string();
    if (name == "old" || name == ".lock") continue;
    if (name.ends_with(kEnding) && store::is_login(login)) {
      check_user(run, login, old, numbers);
    } else if (!is_passing(file, run.now)) {
      run.report.note(file, 0, "is none of ours", Advice::look);
    }
  }
  for (const auto& [name, revisions] : old) {
    const std::string login = name.substr(0, name.size() - kEnding.size());
    run.suspects.users.try_emplace(
        login, Trace{revisions.begin()->second, 0,
                     written(revisions.begin()->second, run.now)});
  }
  run.suspects.numbers_unknown = numbers.unknown;
  run.suspects.numbers = numbers.created;
}

// When all is read that could name a login.
void settle_users(const Verification& run) {
  Numbers numbers{run.suspects.numbers, run.suspects.numbers_unknown};
  const auto is_missing = [&](const std::string& login) {
    return store::is_login(login) && !base::stamp_of(run.paths.user(login));
  };
  for (const auto& [login, named] : run.suspects.users) {
    if (!is_missing(login)) continue;
    ++numbers.unknown;
    run.lost(run.paths.user(login), 0,
             "is missing: " + where(named) + " shows that it was there",
             named.t);
  }
  for (const auto& [login, named] : run.suspects.logins) {
    if (run.suspects.users.contains(login) || !is_missing(login)) continue;
    run.report.note(run.paths.user(login), 0,
                    "is missing, unless what names it, " + where(named) +
                        ", was imported",
                    Advice::look);
  }
  numbers.check(run);
}

}  // namespace support::ctl
