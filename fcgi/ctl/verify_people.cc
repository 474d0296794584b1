#include <filesystem>

#include "base/json.h"
#include "ctl/verify.h"
#include "ctl/verify_log.h"
#include "store/paths.h"

namespace support::ctl {
namespace {

using std::filesystem::recursive_directory_iterator;
constexpr std::size_t kMostBytes = 64 * 1024;

void check_list(const Verification& run, const base::Path& list) {
  run.report.count("customers");
  for (const Line& line : verify_log(run.report, list, run.past_cache)) {
    if (line.record.kind != store::Kind::conversation) continue;
    const auto id =
        store::ConversationId::parse(line.record.field("conversation"));
    if (!id) {
      run.report.damage(list, line.number, "names no conversation");
    } else if (!base::stamp_of(run.place.paths.conversation(*id))) {
      // The list is written first, so that a retry makes the same one.
      run.report.note(list, line.number,
                      "no such conversation: its making was broken off, or "
                      "it was taken away");
    }
  }
}

// Its JSON; nothing, and a finding, when it holds none.
std::optional<base::json::Value> json_in(const Verification& run,
                                         const base::Path& file) {
  const auto bytes = base::read_file(file, kMostBytes);
  if (!bytes) return std::nullopt;  // gone since the folder was read
  auto value = base::json::parse(*bytes);
  if (value && value->object()) return std::move(*value);
  run.report.damage(file, 0,
                    value ? std::string("holds no JSON object")
                          : "is no JSON: " + value.error());
  return std::nullopt;
}

void check_token(const Verification& run, const base::Path& file) {
  const auto token = json_in(run, file);
  if (!token) return;
  const std::string customer = token->text("customer");
  if (!store::is_customer_key(customer)) {
    run.report.damage(file, 0, "names no customer");
  } else if (!base::stamp_of(run.place.paths.customer(customer))) {
    run.report.note(file, 0, "its customer has no list");
  }
}

// Every *.json below a folder; names that begin with a dot are ours for a
// moment only.
template <class Check>
void each_json(const Verification& run, const base::Path& folder,
               const std::string& things, Check check) {
  std::error_code missing;
  for (const auto& entry : recursive_directory_iterator(folder, missing)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name.starts_with('.') ||
        !name.ends_with(".json")) {
      continue;
    }
    run.report.count(things);
    check(run, entry.path());
  }
}

void check_json(const Verification& run, const base::Path& file) {
  json_in(run, file);
}

}  // namespace

void verify_customers(const Verification& run) {
  const store::Paths& paths = run.place.paths;
  std::error_code missing;
  for (const auto& entry :
       recursive_directory_iterator(paths.customers(), missing)) {
    if (entry.is_directory()) continue;
    const std::string key = entry.path().stem().string();
    if (!store::is_customer_key(key) || paths.customer(key) != entry.path()) {
      run.report.damage(entry.path(), 0,
                        "is no customer's list, or not where it belongs");
      continue;
    }
    check_list(run, entry.path());
  }
}

void verify_whole_files(const Verification& run) {
  const store::Paths& paths = run.place.paths;
  each_json(run, paths.tokens(), "tokens", check_token);
  each_json(run, paths.sessions(), "sessions", check_json);
  each_json(run, paths.users(), "users", check_json);
  for (const base::Path& file : {paths.settings(), paths.quick_replies()}) {
    if (base::stamp_of(file)) check_json(run, file);
  }
}

}  // namespace support::ctl
