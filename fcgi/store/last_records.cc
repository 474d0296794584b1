#include "store/last_records.h"

#include <cstring>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace support::store {
namespace {

constexpr std::size_t kTail = 64 * 1024;
constexpr std::size_t kLargestTail = 16 * 1024 * 1024;
// A burst of long lines must not hide an id from its retry.
constexpr int kFewestLines = 200;

// By where their lines begin.
using Found = std::map<std::size_t, Record>;

std::size_t begin_of_line(std::string_view tail, std::size_t at) {
  return tail.substr(0, at).rfind('\n') + 1;  // npos + 1 is 0
}

// memmem(3) is quicker than find(), which looks at every quotation mark.
std::size_t find(std::string_view tail, std::string_view what,
                 std::size_t from) {
  const void* found = ::memmem(tail.data() + from, tail.size() - from,
                               what.data(), what.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) -
                                  tail.data());
}

// Ids hold nothing that JSON escapes, so the text tells where they may stand;
// decoding does the rest.
void find_id(std::string_view tail, const std::string& id, Found& found) {
  const std::string written = "\"id\":\"" + id + "\"";
  for (std::size_t at = 0; (at = find(tail, written, at)) != tail.npos; ++at) {
    const std::size_t begin = begin_of_line(tail, at);
    const std::string_view line =
        tail.substr(begin, tail.find('\n', at) - begin);
    auto record = decode(line);
    if (record && record->id == id) found.emplace(begin, std::move(*record));
  }
}

void find_last(std::string_view tail, Found& found) {
  for (std::size_t end = tail.size(); end > 0;) {
    const std::size_t begin = begin_of_line(tail, end);
    if (auto record = decode(tail.substr(begin, end - begin))) {
      found.emplace(begin, std::move(*record));
      return;
    }
    if (begin == 0) return;
    end = begin - 1;
  }
}

// Looks no further back than it must.
bool has_enough_lines(std::string_view tail) {
  for (int lines = 0; lines < kFewestLines; ++lines) {
    const void* newline = ::memrchr(tail.data(), '\n', tail.size());
    if (newline == nullptr) return false;
    const auto* at = static_cast<const char*>(newline);
    tail = tail.substr(0, static_cast<std::size_t>(at - tail.data()));
  }
  return true;
}

}  // namespace

std::vector<Record> last_records(LogWriter& log,
                                 const std::vector<std::string>& ids) {
  for (std::size_t count = kTail;; count *= 4) {
    const std::string tail = log.tail(count);
    const bool is_all = count >= log.size() || count >= kLargestTail;
    if (!is_all && !has_enough_lines(tail)) continue;
    log.scrub_nuls(tail);
    Found found;
    for (const std::string& id : ids)
      if (!id.empty()) find_id(tail, id, found);
    find_last(tail, found);
    if (found.empty() && !is_all) continue;
    std::vector<Record> records;
    for (auto& [at, record] : found) records.push_back(std::move(record));
    return records;
  }
}

}  // namespace support::store
