// Whose conversations the dashboard shows: its parameter `whose`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "desk/worklist.h"
#include "http/request.h"

namespace support::web {

struct Choice {
  desk::Whose whose;
  std::string_view name, label;
  // The same in the URL of Support Messages: "", "&agent=me", "&agent=none".
  std::string_view filter;
};

std::span<const Choice> choices();
// What is unknown is all of them.
const Choice& choice_of(const http::Request& request);

// Where a form leads when it is done: its `next`, a page of ours, with the
// choice where that is the dashboard; else `otherwise`.
std::string next_of(const http::Form& form, std::string_view otherwise);

}  // namespace support::web
