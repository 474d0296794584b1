// What the processes share and may lose at a restart: rate limits, presence
// and counters, in one fixed-size piece of memory made before the fork.  Every
// field is a lock-free atomic, so a process killed at any point leaves
// nothing locked.  Knows no rule; see desk/pace.h and desk/presence.h.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

#include "base/tally.h"

namespace support::process {

class SharedTable {
 public:
  static constexpr std::size_t kBuckets = 1 << 16;
  static constexpr std::size_t kPresences = 1 << 15;
  static constexpr std::size_t kProcesses = 66;  // 64 workers and two more

  // What a process tells of itself; written by its owner alone (by two during
  // a roll-over, see pool.h), on a cache line of its own.
  struct alignas(64) Process {
    std::atomic<std::int64_t> pid;
    std::atomic<std::int64_t> started_s;      // Unix seconds
    std::atomic<std::int64_t> busy_since_ms;  // steady clock; 0: idle
  };

  // Maps zeroed memory that later forks share; throws base::IoError.
  static SharedTable make();
  SharedTable(SharedTable&& other) noexcept;
  SharedTable& operator=(SharedTable&&) = delete;
  ~SharedTable();

  // Two keys may share a slot: a limit then only gets stricter.
  std::atomic<std::int64_t>& bucket(std::uint64_t key);

  // Presence: who did something last at a key, and when.  The slot packs the
  // upper 16 bits of the key (to notice a stranger in the slot), a 16-bit
  // user number and 32 bits of seconds since 2020.
  struct Presence {
    std::uint16_t who;
    std::int64_t at_s;  // Unix seconds
  };
  void set_presence(std::uint64_t key, Presence presence);
  Presence presence(std::uint64_t key) const;  // {0, 0}: nobody

  // slot < kProcesses: the workers, then the housekeeper, then the master.
  Process& process(std::size_t slot);
  // What the processes of that slot have counted, one after the other.
  base::Tallies& tallies(std::size_t slot);
  // 16 random bytes, drawn at make(): the key for short hashes.
  const std::string& hash_key() const { return hash_key_; }

 private:
  struct Memory;
  explicit SharedTable(Memory* memory);
  Memory* memory_;
  std::string hash_key_;
};

}  // namespace support::process
