// One user in the Admin Panel, and the rules of the names in its forms.
#pragma once

#include <string>
#include <vector>

#include "store/settings.h"
#include "store/users.h"

namespace support::web::admin {

std::string user_url(const store::User& user);

// What is wrong with name, display_name and email: field and sentence.
std::vector<store::FieldError> wrong_names(const store::User& user);

}  // namespace support::web::admin
