// The numbers 0, 1 and 2, which a starter may have closed (`2>&-`).  The next
// files opened would get them, and what the program prints would land in a
// conversation.
#pragma once

namespace support::base {

// First thing in main.  What is closed is open to no writing from then on, so
// that printing fails as it did.
void hold_standard_files();

}  // namespace support::base
