#include "process/shared_table.h"

#include <sys/mman.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <limits>
#include <new>
#include <utility>

#include "base/crypto.h"
#include "base/error.h"

namespace support::process {
namespace {

constexpr std::int64_t kYear2020 = 1'577'836'800;  // Unix seconds

constexpr std::uint16_t tag_of(std::uint64_t key) {
  return static_cast<std::uint16_t>(key >> 48);
}

std::uint32_t since_2020(std::int64_t at_s) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(at_s - kYear2020, 0, kMost));
}

}  // namespace

struct SharedTable::Memory {
  std::array<std::atomic<std::int64_t>, kBuckets> buckets;
  std::array<std::atomic<std::uint64_t>, kPresences> presences;
  std::array<Process, kProcesses> processes;
  std::array<base::Tallies, kProcesses> tallies;
};

static_assert(std::atomic<std::int64_t>::is_always_lock_free &&
              std::atomic<std::uint64_t>::is_always_lock_free);

SharedTable SharedTable::make() {
  void* const place = mmap(nullptr, sizeof(Memory), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) throw base::IoError("shared table", "mmap", errno);
  return SharedTable(new (place) Memory());
}

SharedTable::SharedTable(Memory* memory)
    : memory_(memory), hash_key_(base::crypto::random_bytes(16)) {}

SharedTable::SharedTable(SharedTable&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)),
      hash_key_(std::move(other.hash_key_)) {}

SharedTable::~SharedTable() {
  if (memory_ != nullptr) munmap(memory_, sizeof(Memory));
}

std::atomic<std::int64_t>& SharedTable::bucket(std::uint64_t key) {
  return memory_->buckets[key % kBuckets];
}

void SharedTable::set_presence(std::uint64_t key, Presence presence) {
  const std::uint64_t slot = std::uint64_t{tag_of(key)} << 48 |
                             std::uint64_t{presence.who} << 32 |
                             since_2020(presence.at_s);
  memory_->presences[key % kPresences].store(slot, std::memory_order_relaxed);
}

SharedTable::Presence SharedTable::presence(std::uint64_t key) const {
  const std::uint64_t slot =
      memory_->presences[key % kPresences].load(std::memory_order_relaxed);
  const bool is_ours = slot >> 48 == tag_of(key);
  if (slot == 0 || !is_ours) return {0, 0};
  return {.who = static_cast<std::uint16_t>(slot >> 32),
          .at_s = kYear2020 + static_cast<std::uint32_t>(slot)};
}

SharedTable::Process& SharedTable::process(std::size_t slot) {
  assert(slot < kProcesses);
  return memory_->processes[slot];
}

base::Tallies& SharedTable::tallies(std::size_t slot) {
  assert(slot < kProcesses);
  return memory_->tallies[slot];
}

}  // namespace support::process
