// One page of a list.
#pragma once

#include "index/queries.h"

namespace support::index {

// More are not counted.
inline constexpr std::int64_t kMostCounted = 50'000;

// How a filter's list is best found: by a set that is small, or by a walk.
std::optional<std::size_t> leader_of(Database& database,
                                     const Filter& filter);

// Where a place of a URL stands; its conversation may be gone meanwhile.
std::optional<Stand> stand_of(Database& database,
                              const std::optional<Place>& place);

// Of a filter without words.
Page list_page(Database& database, const Filter& filter, Order order,
               const PageWish& wish, bool with_total);

// Page::first, last and what is before and after, from its rows in the order
// in which they were found: one more than wished for, if there are so many.
void settle(Page& page, const PageWish& wish);

}  // namespace support::index
