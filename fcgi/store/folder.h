// Folders: what is in one, and taking a file out.  Throws IoError.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"

namespace support::store {

// The names in it, in no order; empty when the folder is missing.
std::vector<std::string> names_in(const base::Path& folder);

// False when there was no such file.
bool remove_file(const base::Path& file);

}  // namespace support::store
