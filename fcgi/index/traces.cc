#include "index/traces.h"

#include "index/place.h"

namespace support::index {
namespace {

constexpr char kColumns[] =
    "conversation, number, started, accepted, replied, closed, reopened,"
    " first_reply, last_reply, replied_by, last_by, closed_by, rated_agent,"
    " rating, comment, abandoned, dropped";

StoredCycle read_cycle(const Statement& from) {
  StoredCycle cycle;
  cycle.number = from.number(1);
  cycle.started = time_of(from.number(2));
  cycle.accepted = time_of(from.number(3));
  cycle.replied = time_of(from.number(4));
  cycle.closed = time_of(from.number(5));
  cycle.reopened = time_of(from.number(6));
  cycle.first_reply = static_cast<std::uint64_t>(from.number(7));
  cycle.last_reply = static_cast<std::uint64_t>(from.number(8));
  cycle.replied_by = from.text(9);
  cycle.last_by = from.text(10);
  cycle.closed_by = from.text(11);
  cycle.rated_agent = from.text(12);
  cycle.rating = from.number(13);
  cycle.comment = from.text(14);
  cycle.abandoned = from.number(15) != 0;
  cycle.dropped = from.number(16) != 0;
  cycle.is_changed = false;
  return cycle;
}

}  // namespace

// The last two, and those whose flags a sign of the customer's may clear.
Traces::Traces(Database& database)
    : find_(database.prepare(
          std::string("SELECT ") + kColumns +
          " FROM cycles INDEXED BY cycles_of WHERE conversation = ?1"
          " AND (abandoned OR dropped OR number >= (SELECT max(number) - 1"
          " FROM cycles WHERE conversation = ?1)) ORDER BY number")),
      put_(database.prepare(
          std::string("INSERT OR REPLACE INTO cycles(") + kColumns +
          ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")),
      remove_(database.prepare("DELETE FROM cycles WHERE conversation = ?1")),
      previous_(database.prepare(
          "SELECT coalesce(max(t), -1) FROM replies"
          " WHERE conversation = ?1 AND agent = ?2")),
      put_reply_(database.prepare(
          "INSERT OR REPLACE INTO replies"
          "(agent, t, conversation, n, previous, run_started, wait)"
          " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      remove_replies_(
          database.prepare("DELETE FROM replies WHERE conversation = ?1")) {}

Cycles Traces::find(std::int64_t conversation) {
  Cycles cycles;
  find_.bind(1, conversation);
  while (find_.step()) cycles.known.push_back(read_cycle(find_));
  find_.reset();
  return cycles;
}

void Traces::save(std::int64_t conversation, const Cycles& cycles) {
  for (const StoredCycle& cycle : cycles.known)
    if (cycle.is_changed) save(conversation, cycle);
  for (const Reply& reply : cycles.replies) save(conversation, reply);
}

void Traces::save(std::int64_t conversation, const StoredCycle& cycle) {
  put_.bind(1, conversation).bind(2, cycle.number);
  put_.bind(3, ms_of(cycle.started)).bind(4, ms_of(cycle.accepted));
  put_.bind(5, ms_of(cycle.replied)).bind(6, ms_of(cycle.closed));
  put_.bind(7, ms_of(cycle.reopened));
  put_.bind(8, static_cast<std::int64_t>(cycle.first_reply));
  put_.bind(9, static_cast<std::int64_t>(cycle.last_reply));
  put_.bind(10, cycle.replied_by).bind(11, cycle.last_by);
  put_.bind(12, cycle.closed_by).bind(13, cycle.rated_agent);
  put_.bind(14, cycle.rating).bind(15, cycle.comment);
  put_.bind(16, std::int64_t{cycle.abandoned});
  put_.bind(17, std::int64_t{cycle.dropped}).run();
}

void Traces::save(std::int64_t conversation, const Reply& reply) {
  previous_.bind(1, conversation).bind(2, reply.agent).step();
  const std::int64_t previous = previous_.number(0);
  previous_.reset();
  const auto wait = (reply.t - reply.run_started).count();
  put_reply_.bind(1, reply.agent).bind(2, ms_of(reply.t));
  put_reply_.bind(3, conversation);
  put_reply_.bind(4, static_cast<std::int64_t>(reply.n)).bind(5, previous);
  put_reply_.bind(6, reply.answers ? ms_of(reply.run_started) : -1);
  put_reply_.bind(7, reply.answers ? wait : -1).run();
}

void Traces::remove(std::int64_t conversation) {
  remove_.bind(1, conversation).run();
  remove_replies_.bind(1, conversation).run();
}

}  // namespace support::index
