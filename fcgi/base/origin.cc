#include "base/origin.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace support::base {
namespace {

bool is_host_name(std::string_view host) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  const auto is_label = [&](std::string_view label) {
    return !label.empty() && label.size() <= 63 &&
           label.find_first_not_of(kAllowed) == label.npos &&
           !label.starts_with('-') && !label.ends_with('-');
  };
  return host.size() <= 253 && std::ranges::all_of(split(host, '.'), is_label);
}

// Only in the one form that browsers send.
bool is_bracketed_ipv6(std::string_view host) {
  if (!host.starts_with('[') || !host.ends_with(']')) return false;
  const std::string inner(host.substr(1, host.size() - 2));
  in6_addr address;
  char written[INET6_ADDRSTRLEN];
  return ::inet_pton(AF_INET6, inner.c_str(), &address) == 1 &&
         ::inet_ntop(AF_INET6, &address, written, sizeof written) &&
         inner == written;
}

std::optional<std::string> wrong_with_port(std::string_view digits,
                                           int usual) {
  const auto port = to_number(digits);
  if (!port || *port < 1 || *port > 65'535 || digits.starts_with('0'))
    return "has a port that is no number from 1 to 65535";
  if (*port == usual) return "names the usual port, which browsers leave out";
  return {};
}

}  // namespace

std::optional<std::string> wrong_with_origin(std::string_view text) {
  const bool is_https = text.starts_with("https://");
  if (!is_https && !text.starts_with("http://"))
    return "must be scheme://host[:port] with http or https";
  std::string_view host = text.substr(is_https ? 8 : 7);
  // The first colon behind the brackets of an IPv6 address, if there are any.
  const std::size_t colon = host.find(':', host.rfind(']') + 1);
  if (colon != host.npos) {
    const auto wrong = wrong_with_port(host.substr(colon + 1),
                                       is_https ? 443 : 80);
    if (wrong) return wrong;
    host = host.substr(0, colon);
  }
  if (!is_host_name(host) && !is_bracketed_ipv6(host))
    return "must be scheme://host[:port], in lower case and without a slash "
           "at its end";
  return {};
}

bool is_loopback_origin(std::string_view origin) {
  for (const std::string_view host :
       {"http://127.0.0.1", "http://localhost", "http://[::1]"})
    if (origin == host || origin.starts_with(std::string(host) + ':'))
      return true;
  return false;
}

}  // namespace support::base
