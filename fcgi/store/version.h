// data/VERSION: {"schema":1}.  Every later version reads every earlier one; a
// higher number is refused and nothing is touched.
#pragma once

#include "store/paths.h"

namespace support::store {

inline constexpr int kSchema = 1;

// Makes the data directory and its folders with their modes when they are
// missing (`group`: httpd's, for data/ 0710 and files/ 0750; empty leaves the
// process's own), and VERSION in a directory that is empty.  Throws
// std::runtime_error with a sentence: a higher schema, a directory with files
// (names with a dot in front do not count) but no VERSION, an unknown group;
// IoError.
void prepare_data(const Paths& paths, const std::string& group);
// The same check, but makes nothing (supportctl); VERSION must be there.
void check_version(const Paths& paths);

}  // namespace support::store
