#include "ctl/backup_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/error.h"
#include "ctl/ctl.h"
#include "store/folder.h"

namespace support::ctl {
namespace {

constexpr std::string_view kForm = "dddddddd" "Tdddddd" "Z";

// "20261123T034500Z"
std::string name_of(base::Time time) {
  std::string name;
  for (const char c : base::iso(time).substr(0, 19)) {
    if (c != '-' && c != ':') name += c;
  }
  return name + 'Z';
}

bool is_name(std::string_view text) {
  return std::ranges::equal(text, kForm, [](char c, char form) {
    return form == 'd' ? c >= '0' && c <= '9' : c == form;
  });
}

base::FileLock lock_of(const base::Path& folder) {
  base::make_directories(folder, 0700);
  auto lock = base::FileLock::take(folder / ".lock", 0);
  if (!lock) {
    throw Failure(kTryAgain, folder.string() +
                                 ": another backup is being made there");
  }
  return std::move(*lock);
}

void move(const base::Path& from, const base::Path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) {
    throw base::IoError(to, "rename", errno);
  }
}

void remove_tree(const base::Path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (error) throw base::IoError(folder, "remove", error.value());
}

}  // namespace

BackupFolder::BackupFolder(const base::Path& folder)
    : path_(folder), lock_(lock_of(folder)) {
  tidy();
}

void BackupFolder::tidy() const {
  for (const std::string& name : store::names_in(path_)) {
    if (name.starts_with('.') && is_name(name.substr(1))) {
      remove_tree(path_ / name);
    }
  }
}

std::vector<std::string> BackupFolder::names() const {
  std::vector<std::string> names = store::names_in(path_);
  std::erase_if(names, [](const std::string& name) { return !is_name(name); });
  std::ranges::sort(names);
  return names;
}

std::string BackupFolder::fresh_name(base::Time now) const {
  while (std::filesystem::exists(path_ / name_of(now))) {
    now += base::Seconds(1);
  }
  return name_of(now);
}

void BackupFolder::finish(const std::string& name) {
  move(half(name), whole(name));
  base::sync_directory(path_);
}

std::vector<std::string> BackupFolder::keep(std::size_t count,
                                            const std::string& fresh) {
  std::vector<std::string> old = names();
  std::erase(old, fresh);
  old.resize(old.size() - std::min(old.size(), count - 1));
  for (const std::string& name : old) {
    move(whole(name), half(name));
    remove_tree(half(name));
  }
  return old;
}

}  // namespace support::ctl
