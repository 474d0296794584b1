// Whose conversations the dashboard shows: its parameter `whose`.
#pragma once

#include <span>
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

}  // namespace support::web
