// Folders: what is in one, and taking a file out.  Throws IoError.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/file.h"

namespace support::store {

// The names in it, in no order; empty when the folder is missing.
std::vector<std::string> names_in(const base::Path& folder);

// Every file below it, in no order; none when the folder is missing.  What is
// taken away meanwhile is passed over; folders behind a symbolic link are, too.
void each_file_below(const base::Path& folder,
                     const std::function<void(const base::Path&)>& each);

// False when there was no such file.
bool remove_file(const base::Path& file);

}  // namespace support::store
