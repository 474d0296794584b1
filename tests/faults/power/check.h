// What was acknowledged before the power went, against what is on the disk.
#pragma once

#include <string>

#include "base/config.h"
#include "base/file.h"

namespace power {

// Tells every acknowledged thing that is not there whole ("lost …"), every
// record that is there twice ("doubled …"), and as its last word
//   verdict acknowledged=N lost=N doubled=N appended=N
// Then, unless `reads_only`, each conversation takes one more message, which
// must get the next number and leave a file without NULs: appended counts
// them, and "refused append …" says which did not.
int check(const support::base::Config& config, const support::base::Path& told,
          const std::string& round, bool reads_only);

}  // namespace power
