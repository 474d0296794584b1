// What a process counts while it works: for the metrics file that the
// housekeeper writes (support.conf(5), metrics_file).  To count is an atomic
// addition and no system call.  The figures lie in memory that outlives the
// process when count_in() says so; a process killed at any point spoils none.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace support::base {

class Counter {
 public:
  void add(std::uint64_t more = 1) {
    value_.fetch_add(more, std::memory_order_relaxed);
  }
  std::uint64_t value() const {
    return value_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// Durations, counted by how long they were at most; the last place has what
// was longer than all bounds.
class Histogram {
 public:
  static constexpr std::array<std::int64_t, 16> kBoundsMicros{
      100,    250,    500,     1'000,   2'500,     5'000,     10'000,   25'000,
      50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000,
      10'000'000};
  static constexpr std::size_t kPlaces = kBoundsMicros.size() + 1;

  void add(std::chrono::nanoseconds took);
  std::uint64_t at(std::size_t place) const { return places_[place].value(); }
  std::uint64_t sum_nanos() const { return sum_nanos_.value(); }

 private:
  std::array<Counter, kPlaces> places_;
  Counter sum_nanos_;
};

// What was asked for; web/kind sorts requests into these.
enum class RequestKind { poll, send, create, upload, page, staff_api, other };
inline constexpr std::size_t kRequestKinds = 7;

// Why something was not written, or not answered.
enum class Cause { full, broken, other };
inline constexpr std::size_t kCauses = 3;
Cause cause_of(int error);  // an errno

struct Tallies {
  // The store.  An append is one write of lines to a conversation or list.
  Counter appends;
  std::array<Counter, kCauses> failed_appends;  // by Cause
  Histogram syncs;                              // fsync and fdatasync
  Counter sealed_tails;
  Counter damaged_lines;  // each time that one was read and passed over
  Counter lock_timeouts;  // waits of a second or more

  // The web.
  struct Requests {
    std::array<Counter, 4> by_class;  // 2xx, 3xx, 4xx, 5xx
    Histogram durations;
  };
  std::array<Requests, kRequestKinds> requests;
  std::array<Counter, kCauses> failed_requests;  // by Cause
  Counter hurried;                               // 429

  // The pool, counted by the master: workers first, then the housekeeper.
  std::array<Counter, 2> deaths;
  std::array<Counter, 2> restarts;

  Counter suppressed_lines;  // of the log; see base/seldom.h
};

// Where this process counts: in memory of its own until count_in() was called.
Tallies& tallies();
// From here on in `memory`, which must stay; children of a fork go on there.
void count_in(Tallies& memory);

// Runs `sync`, counting it and how long it took, however it ends.
template <class Sync>
auto timed_sync(Sync&& sync) {
  struct Watch {
    std::chrono::steady_clock::time_point begun =
        std::chrono::steady_clock::now();
    ~Watch() {
      tallies().syncs.add(std::chrono::steady_clock::now() - begun);
    }
  } const watch;
  return sync();
}

}  // namespace support::base
