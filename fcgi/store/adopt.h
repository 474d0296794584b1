// A conversation that was made elsewhere, and its files, put into the store as
// they are: what supportctl import does.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/files.h"
#include "store/paths.h"
#include "store/record.h"

namespace support::store {

// A file beside those that are being uploaded, which goes with this object
// unless it was moved to its place; tidy_incoming() removes what a killed one
// left.
class StagedFile {
 public:
  explicit StagedFile(const Paths& paths);
  ~StagedFile();
  StagedFile(StagedFile&& other) noexcept;

  const base::Path& path() const { return path_; }
  void add(std::string_view bytes);  // throws IoError
  // On disk, with its name, when this returns.  False when there is another
  // of that name.  Throws IoError.
  bool move_to(const base::Path& place, mode_t mode, mode_t folder_mode);

 private:
  base::Path path_;
  base::Fd fd_;
};

struct Attachment {
  std::string name;  // "<n>-<sha256>"
  StagedFile file;
};
// "<n>-<sha256>", and nothing that leads elsewhere.
bool is_attachment_name(std::string_view name);

// What a customer's list says of a conversation: a record without its number.
struct Listed {
  std::string customer;
  Record record;
};
// All that the customers' lists say of it, whom its `open` records name.
std::vector<Listed> listed(const Paths& paths, const ConversationId& id,
                           const std::vector<std::string>& customers);

// Attachments first, then the lists, then the conversation, which the journal
// names before it is there: killed in between, it is done again.  Refused:
// conflict (it is there already), busy, storage_latched.  Throws IoError.
std::expected<void, base::Refusal> adopt(const Paths& paths, base::Time now,
                                         const ConversationId& id,
                                         StagedFile conversation,
                                         std::vector<Attachment> attachments,
                                         const std::vector<Listed>& lists);

}  // namespace support::store
