// cache/index.db: SQLite, derived from the files, deletable at any time.  The
// housekeeper writes it; workers open it read-only and notice a rebuilt one by
// its inode.  Only this room knows SQL.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/file.h"

struct sqlite3;
struct sqlite3_stmt;

namespace support::index {

// SQLite refused.  Damaged: what the file holds makes no sense, and it is to
// be removed and built anew.  Otherwise the machine is in the way for now
// (disk full, locked by somebody): try again later.  Never quotes a value.
class IndexError : public std::runtime_error {
 public:
  static constexpr int kDamaged = 11;  // SQLITE_CORRUPT
  IndexError(const std::string& action, int sqlite_code);

  bool is_damaged() const { return is_damaged_; }
  int code() const { return code_; }

 private:
  int code_;
  bool is_damaged_;
};

// One prepared statement; columns and parameters by position (columns from 0,
// parameters from 1), text and numbers only.  Must not outlive its Database.
class Statement {
 public:
  Statement(sqlite3* db, std::string_view sql);
  Statement(Statement&& other) noexcept
      : statement_(std::exchange(other.statement_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(int position, std::int64_t value);
  Statement& bind(int position, std::string_view value);
  bool step();   // true: a row is there
  void reset();  // ready for other parameters; ends its hold on the file
  void run();    // step to the end, then reset
  std::int64_t number(int column) const;
  std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
};

class Database {
 public:
  // Opens for writing, making it with its tables (and its folder) when
  // missing.  A damaged one or one of another schema is removed first.
  static Database for_writing(const base::Path& file);
  // Opens an existing one read-only; nothing when there is none yet, or one of
  // another schema.  Throws IndexError when it is damaged.
  static std::optional<Database> for_reading(const base::Path& file);
  // True when for_reading() would open it.
  static bool is_sound(const base::Path& file);
  Database(Database&& other) noexcept
      : db_(std::exchange(other.db_, nullptr)), inode_(other.inode_) {}
  Database& operator=(Database&& other) noexcept;
  ~Database();

  Statement prepare(std::string_view sql) { return Statement(db_, sql); }
  void run(std::string_view sql);
  std::uint64_t inode() const { return inode_; }
  // Rows that the last INSERT, UPDATE or DELETE touched itself.
  std::int64_t changes() const;

  // Copies the write-ahead log into the file itself, all of it.
  void fold_in_log();

 private:
  explicit Database(sqlite3* db) : db_(db) {}
  static Database open(const base::Path& file, int flags);
  sqlite3* db_;
  std::uint64_t inode_ = 0;
};

// Removes the file with its write-ahead log, which must never meet another
// database of the same name.
void remove_database(const base::Path& file);
// Gives a database that nobody has open, its log folded in, a new name.
void rename_database(const base::Path& from, const base::Path& to);
// The inode that the name leads to now; 0 when there is none.
std::uint64_t inode_of(const base::Path& file);

// Equal marks: nobody wrote to the file or took its log away in between.
struct Mark {
  base::Stamp file;
  std::uint64_t log_inode = 0;

  bool operator==(const Mark&) const = default;
};
std::optional<Mark> mark_of(const base::Path& file);

}  // namespace support::index
