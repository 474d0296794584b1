// A page of a list that is narrowed by words.  It walks along the places where
// the words stand, the newest first, and looks whose they are; a conversation
// is shown once, by its newest place.  A filter that leaves few conversations
// is asked first, and their messages are read instead.
//
// The work is bounded, and by counts, not by a clock: whoever asks the same
// gets the same.
#pragma once

#include "index/queries.h"

namespace support::index {

// Of a filter whose words are some.
Page search_page(Database& database, const Filter& filter, Order order,
                 const PageWish& wish, bool with_total);

}  // namespace support::index
