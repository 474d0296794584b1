// SQLite behind three small classes; see database.h.

#include "index/database.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdio>

#include "base/error.h"
#include "index/schema.h"

namespace support::index {
namespace {

// A reader meets a lock only while a log is being recovered, the housekeeper
// only when a person looks into the file by hand.
constexpr int kBusyMs = 250;

// What the machine is to blame for; any other code means that the file is not
// what we wrote, for our statements are always the same.
bool is_machines_fault(int code) {
  // A log shorter than its own index tells: cut off or removed under us.
  if (code == SQLITE_IOERR_SHORT_READ) return false;
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
      return true;
  }
  return false;
}

void check(int code, const char* action) {
  if (code != SQLITE_OK) throw IndexError(action, code);
}

std::int64_t schema_number(Database& database) {
  Statement question = database.prepare("PRAGMA user_version");
  question.step();
  return question.number(0);
}

base::Path beside(const base::Path& file, const char* ending) {
  base::Path path = file;
  return path += ending;
}

void remove_if_there(const base::Path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT)
    throw base::IoError(file, "unlink", errno);
}

}  // namespace

IndexError::IndexError(const std::string& action, int sqlite_code)
    : std::runtime_error("index: " + action + ": " +
                         sqlite3_errstr(sqlite_code)),
      code_(sqlite_code),
      is_damaged_(!is_machines_fault(sqlite_code)) {}

Statement::Statement(sqlite3* db, std::string_view sql) : statement_(nullptr) {
  check(sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()),
                           &statement_, nullptr),
        "prepare");
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int position, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, position, value), "bind");
  return *this;
}

Statement& Statement::bind(int position, std::string_view value) {
  // A null pointer would bind NULL, and an empty view may hold one.
  check(sqlite3_bind_text(statement_, position,
                          value.empty() ? "" : value.data(),
                          static_cast<int>(value.size()), SQLITE_TRANSIENT),
        "bind");
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3_reset(statement_);
  throw IndexError("step", code);
}

// What sqlite3_reset returns is the last step's error, told already.
void Statement::reset() { sqlite3_reset(statement_); }

void Statement::run() {
  while (step()) {
  }
  reset();
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_, column);
  const int length = sqlite3_column_bytes(statement_, column);
  if (!bytes) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(length)};
}

Database Database::open(const base::Path& file, int flags) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(
      file.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  Database database(db);  // to be closed even when it was not opened
  check(code, "open");
  sqlite3_busy_timeout(db, kBusyMs);
  return database;
}

Database Database::for_writing(const base::Path& file) {
  base::make_directories(file.parent_path(), 0700);
  if (!is_sound(file)) remove_database(file);
  Database database = open(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  // Debian's SQLite overwrites what is deleted; another's may not.
  database.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
      "PRAGMA secure_delete = ON");
  if (schema_number(database) == 0) {
    database.run("BEGIN IMMEDIATE");
    database.run(kSchema);
    database.run("PRAGMA user_version = " + std::to_string(kSchemaNumber));
    database.run("COMMIT");
  }
  database.inode_ = inode_of(file);
  return database;
}

std::optional<Database> Database::for_reading(const base::Path& file) {
  // The log is opened by name at the first question.  Should the file be
  // replaced between the two, the log would be another database's: so the
  // name must lead to the same file before and after.
  for (int tries = 0; tries < 3; ++tries) {
    const std::uint64_t inode = inode_of(file);
    if (inode == 0) return {};
    try {
      Database database = open(file, SQLITE_OPEN_READONLY);
      const std::int64_t number = schema_number(database);
      if (inode_of(file) != inode) continue;
      if (number != kSchemaNumber) return {};
      database.inode_ = inode;
      return database;
    } catch (const IndexError&) {
      if (inode_of(file) == inode) throw;
    }
  }
  return {};
}

bool Database::is_sound(const base::Path& file) {
  try {
    return for_reading(file).has_value();
  } catch (const IndexError& error) {
    // Its writer was killed before the file had its first table.
    const bool is_half_made = error.code() == SQLITE_READONLY_ROLLBACK;
    if (!error.is_damaged() && !is_half_made) throw;
    return false;
  }
}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(inode_, other.inode_);
  return *this;
}

Database::~Database() {
  [[maybe_unused]] const int code = sqlite3_close(db_);
  assert(code == SQLITE_OK);  // else a Statement has outlived us
}

void Database::run(std::string_view sql) {
  check(sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr),
        "run");
}

std::int64_t Database::changes() const { return sqlite3_changes64(db_); }

void Database::fold_in_log() {
  Statement fold = prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  if (fold.step() && fold.number(0) != 0)
    throw IndexError("fold in the log", SQLITE_BUSY);
}

void remove_database(const base::Path& file) {
  remove_if_there(file);
  for (const char* ending : {"-wal", "-shm", "-journal"})
    remove_if_there(beside(file, ending));
}

void rename_database(const base::Path& from, const base::Path& to) {
  remove_database(to);
  if (std::rename(from.c_str(), to.c_str()) != 0)
    throw base::IoError(from, "rename", errno);
}

std::uint64_t inode_of(const base::Path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return 0;
  return status.st_ino;
}

std::optional<Mark> mark_of(const base::Path& file) {
  const auto stamp = base::stamp_of(file);
  if (!stamp) return {};
  return Mark{*stamp, inode_of(beside(file, "-wal"))};
}

}  // namespace support::index
