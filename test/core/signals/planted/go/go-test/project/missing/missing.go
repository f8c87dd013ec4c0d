package missing

import _ "example.com/payments/nowhere"
import _ "github.com/acme/not-required/v2"
