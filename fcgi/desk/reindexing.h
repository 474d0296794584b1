// The index is made anew while supportd runs: `supportctl reindex` asks by a
// file in the run directory, the housekeeper makes the new index beside the
// old one, which goes on serving and growing, and says in a second file how
// far it is.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "index/catch_up.h"

namespace support::desk {

// What has been done so far, as the second file has it.
struct ReindexNews {
  std::string request;  // whose
  std::string state;    // "working", "done", "failed"
  std::string why;      // it failed
  std::uint64_t all = 0;   // conversations that there are
  std::uint64_t done = 0;  // and those that have been read
  std::uint64_t records = 0;
  std::uint64_t messages = 0;  // once it is done
  std::uint64_t milliseconds = 0;
  std::uint64_t peak_bytes = 0;  // of memory, of this process
};
// Nothing when there are none, or half of them.
std::optional<ReindexNews> reindex_news(const base::Path& run);
void tell_reindex_news(const base::Path& run, const ReindexNews& news);

// The request, a word of one's own.  Nothing: nobody has asked.
std::optional<std::string> reindex_request(const base::Path& run);
void request_reindex(const base::Path& run, const std::string& request);
void end_reindex_request(const base::Path& run);

// The most memory that this process has had.
std::uint64_t peak_memory();

// What the housekeeper does about it.
class Reindexing {
 public:
  Reindexing(store::Paths paths, base::Path run,
             const store::Conversations& files)
      : paths_(std::move(paths)), run_(std::move(run)), files_(files) {}

  // One round of at most some 200 ms, a look at a file when nobody has asked.
  // `let_go` closes the index in use, just before the new one takes its name.
  // Throws IndexError, base::IoError, and then whoever asked has been told.
  void round(base::Time now, const std::function<void()>& let_go);

 private:
  void begin(const std::string& request);
  void work(base::Time now, const std::function<void()>& let_go);
  void tell();

  store::Paths paths_;
  base::Path run_;
  const store::Conversations& files_;
  std::optional<index::CatchUp> anew_;
  ReindexNews news_;
  std::chrono::steady_clock::time_point begun_{};
  std::chrono::steady_clock::time_point told_{};
};

}  // namespace support::desk
