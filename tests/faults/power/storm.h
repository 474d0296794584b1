// Writers of every kind at once; see told.h for what they say.
#pragma once

#include <string>

#include "base/config.h"

namespace power {

// Makes the data directory, keys and users that are missing.  They are on disk
// when it returns.
void prepare(const support::base::Config& config);

// `round` makes keys unlike those of earlier storms.  Returns when the storage
// refused everybody; otherwise only the power ends it.
int storm(const support::base::Config& config, const std::string& round,
          int processes);

}  // namespace power
