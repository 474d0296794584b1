// The copy that a backup is: the data directory while others write to it.
//
// In the order of names, and each conversation with its attachments: so what
// names another file is copied before it, and may name too little, but never
// what the copy has not.  A conversation from which something was taken while
// it was copied is copied again.  What vanishes meanwhile is left out.
#pragma once

#include <optional>
#include <vector>

#include "ctl/copy_file.h"
#include "ctl/manifest.h"
#include "store/paths.h"

namespace support::ctl {

struct CopyFigures {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t copied = 0;  // the others are links to the earlier backup
  std::uint64_t copied_bytes = 0;
  std::uint64_t vanished = 0;
  std::vector<std::string> left_out;  // neither files nor folders
};

class Copying {
 public:
  // `to` exists and is empty.  `earlier`: a whole backup that files may be
  // linked to; if its manifest is damaged, all are copied.
  Copying(store::Paths from, base::Path to, ManifestWriter& manifest,
          const std::optional<base::Path>& earlier);
  // Throws IoError.
  CopyFigures run();

 private:
  struct Done {
    CopiedFile file;
    bool is_linked;
  };
  void folder(const std::string& path);
  void entry(const std::string& path, const std::string& name);
  void conversation(const std::string& path, const store::ConversationId& id);
  std::optional<Look> file(const std::string& path, const std::string& key);
  bool link(const CopiedFile& before, const Look& look);
  void put_down();
  void forget();
  std::optional<CopiedFile> before(const std::string& key);
  void advance();

  store::Paths from_;
  base::Path to_;
  ManifestWriter& manifest_;
  base::Path earlier_;
  std::optional<ManifestReader> reader_;
  std::optional<CopiedFile> ahead_;  // the earlier one's next file
  std::vector<Done> done_;           // not yet in the manifest
  CopyFigures figures_;
};

}  // namespace support::ctl
