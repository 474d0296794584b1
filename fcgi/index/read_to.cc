#include "index/read_to.h"

namespace support::index {
namespace {

constexpr char kFind[] =
    "SELECT key, id, customer, read_to, crc FROM conversations WHERE id = ?1";
constexpr char kAfter[] =
    "SELECT key, id, customer, read_to, crc FROM conversations"
    " WHERE key > ?1 ORDER BY key LIMIT 1000";

ReadTo row_of(const Statement& row) {
  return {row.number(0), row.text(1), row.text(2),
          {static_cast<store::Offset>(row.number(3)),
           static_cast<std::uint32_t>(row.number(4))}};
}

}  // namespace

ReadTos::ReadTos(Database&& database)
    : database_(std::move(database)),
      find_(database_.prepare(kFind)),
      after_(database_.prepare(kAfter)) {}

std::optional<ReadTos> ReadTos::open(const base::Path& file) {
  auto database = Database::for_reading(file);
  if (!database) return std::nullopt;
  return ReadTos(std::move(*database));
}

std::optional<ReadTo> ReadTos::find(const store::ConversationId& id) {
  std::optional<ReadTo> found;
  if (find_.bind(1, id.text()).step()) found = row_of(find_);
  find_.reset();
  return found;
}

std::vector<ReadTo> ReadTos::after(std::int64_t key) {
  std::vector<ReadTo> rows;
  after_.bind(1, key);
  while (after_.step()) rows.push_back(row_of(after_));
  after_.reset();
  return rows;
}

std::string ReadTos::trouble() {
  Statement check = database_.prepare("PRAGMA quick_check(1)");
  const std::string said = check.step() ? check.text(0) : "";
  return said == "ok" ? "" : said;
}

}  // namespace support::index
