// Agents by name, and who of them is at a conversation right now, as its page
// and the lists tell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/context.h"

namespace support::web {

// As everybody sees them, whatever became of them; "" for nobody.
std::string agent_name(desk::Desk& desk, const std::string& login);

struct People {
  bool customer_types = false;
  std::vector<std::string> viewing, typing;  // other agents' names
  std::string words;  // "Ines Vale is typing a reply"; "" = nobody else
  // Equal marks: the same people do the same.  For a URL.
  std::string mark;
};

// Those besides the asker; who types is not said to be viewing as well.
People people_at(Context& context, std::string_view conversation);
// At the conversation that the path names.
People people_at(Context& context);

// The asker looks at it.
void note_viewing(Context& context);

}  // namespace support::web
