// cache/index.db: SQLite, derived from the files, deletable at any time.  The
// housekeeper writes it; workers open it read-only and notice a rebuilt one by
// its inode.  Only this room knows SQL.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

struct sqlite3;
struct sqlite3_stmt;

namespace support::index {

// The index is damaged, of another schema, or locked for too long: rebuild
// (housekeeper) or answer without it (workers).
class IndexError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One prepared statement; columns by position, text and numbers only.
class Statement {
 public:
  Statement(sqlite3* db, std::string_view sql);
  Statement(Statement&&) noexcept;
  ~Statement();

  Statement& bind(int position, std::int64_t value);
  Statement& bind(int position, std::string_view value);
  bool step();  // true: a row is there
  void reset();
  std::int64_t number(int column) const;
  std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
};

class Database {
 public:
  // Opens for writing, making it with its tables when missing.  A damaged one
  // or one of another schema is removed first (it is derived).
  static Database for_writing(const base::Path& file);
  // Opens an existing one read-only; nothing when there is none yet.
  static std::optional<Database> for_reading(const base::Path& file);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  Statement prepare(std::string_view sql);
  void run(std::string_view sql);
  std::uint64_t inode() const { return inode_; }

 private:
  Database(sqlite3* db, std::uint64_t inode) : db_(db), inode_(inode) {}
  sqlite3* db_;
  std::uint64_t inode_;
};

}  // namespace support::index
