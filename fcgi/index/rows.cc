#include "index/rows.h"

#include "index/place.h"

namespace support::index {
namespace {

const std::string kColumns =
    std::string(kRowColumns) + ", staff_seen, last_customer_n, read_to, crc, key";

std::vector<store::ConversationId> ids_in(Statement& rows) {
  std::vector<store::ConversationId> ids;
  while (rows.step()) {
    if (auto id = store::ConversationId::parse(rows.text(0)))
      ids.push_back(std::move(*id));
  }
  rows.reset();
  return ids;
}

}  // namespace

Rows::Rows(Database& database)
    : find_(database.prepare("SELECT " + kColumns +
                             " FROM conversations WHERE id = ?1")),
      insert_(database.prepare("INSERT INTO conversations(" + kColumns +
                               ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
                               "?,?,?,?,?,?)")),
      remove_(database.prepare("DELETE FROM conversations WHERE key = ?1")),
      is_taken_(
          database.prepare("SELECT 1 FROM conversations WHERE key = ?1")),
      ids_(database.prepare("SELECT id FROM conversations")),
      name_(database.prepare(
          "INSERT INTO todo(id, named) VALUES(?1, ?2)"
          " ON CONFLICT DO UPDATE SET named = excluded.named")),
      done_(database.prepare("DELETE FROM todo WHERE id = ?1")),
      todo_(database.prepare("SELECT id, named FROM todo ORDER BY named, id")),
      redacted_(
          database.prepare("INSERT OR IGNORE INTO redacted(id) VALUES(?1)")),
      finished_(database.prepare("DELETE FROM redacted WHERE id = ?1")),
      redacted_ones_(database.prepare("SELECT id FROM redacted")),
      value_(database.prepare("SELECT value FROM meta WHERE name = ?1")),
      set_(database.prepare(
          "INSERT INTO meta(name, value) VALUES(?1, ?2)"
          " ON CONFLICT DO UPDATE SET value = excluded.value")) {}

std::optional<Fold> Rows::find(const store::ConversationId& id) {
  std::optional<Fold> fold;
  find_.bind(1, id.text());
  if (find_.step()) {
    const auto number = [this](int further) {
      return static_cast<std::uint64_t>(
          find_.number(kRowColumnCount + further));
    };
    fold.emplace();
    fold->row = fold->stored = read_row(find_);
    fold->staff_seen = number(0);
    fold->last_customer_n = number(1);
    fold->read_to = {number(2), static_cast<std::uint32_t>(number(3))};
    fold->key = find_.number(kRowColumnCount + 4);
    fold->begins_anew = false;
  }
  find_.reset();
  return fold;
}

std::int64_t Rows::save(const Fold& fold) {
  const std::int64_t key = fold.key ? fold.key : free_key(fold.row.id);
  if (fold.key) drop(fold.key);
  const auto bind = [this](int further, std::uint64_t value) {
    insert_.bind(kRowColumnCount + further, static_cast<std::int64_t>(value));
  };
  bind_row(insert_, fold.row);
  bind(1, fold.staff_seen);
  bind(2, fold.last_customer_n);
  bind(3, fold.read_to.offset);
  bind(4, fold.read_to.crc);
  insert_.bind(kRowColumnCount + 5, key).run();
  return key;
}

// Never 0, which stands for none.
std::int64_t Rows::free_key(const std::string& id) {
  for (std::int64_t key = key_of(id) + 1;; ++key) {
    const bool is_taken = is_taken_.bind(1, key).step();
    is_taken_.reset();
    if (!is_taken) return key;
  }
}

void Rows::drop(std::int64_t key) { remove_.bind(1, key).run(); }

std::vector<store::ConversationId> Rows::ids() { return ids_in(ids_); }

void Rows::name(const store::ConversationId& id, base::Time now) {
  name_.bind(1, id.text()).bind(2, now.time_since_epoch().count()).run();
}

void Rows::done(const store::ConversationId& id) {
  done_.bind(1, id.text()).run();
}

std::vector<Rows::Todo> Rows::todo() {
  std::vector<Todo> all;
  while (todo_.step()) {
    if (auto id = store::ConversationId::parse(todo_.text(0)))
      all.push_back({*id, base::Time(base::Millis(todo_.number(1)))});
  }
  todo_.reset();
  return all;
}

void Rows::redacted(const store::ConversationId& id) {
  redacted_.bind(1, id.text()).run();
}

void Rows::finished(const store::ConversationId& id) {
  finished_.bind(1, id.text()).run();
}

std::vector<store::ConversationId> Rows::redacted_ones() {
  return ids_in(redacted_ones_);
}

std::string Rows::text(std::string_view name) {
  const bool is_there = value_.bind(1, name).step();
  std::string value = is_there ? value_.text(0) : "";
  value_.reset();
  return value;
}

std::int64_t Rows::number(std::string_view name) {
  const bool is_there = value_.bind(1, name).step();
  const std::int64_t value = is_there ? value_.number(0) : 0;
  value_.reset();
  return value;
}

void Rows::set(std::string_view name, std::string_view value) {
  set_.bind(1, name).bind(2, value).run();
}

void Rows::set(std::string_view name, std::int64_t value) {
  set_.bind(1, name).bind(2, value).run();
}

}  // namespace support::index
