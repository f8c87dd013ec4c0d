variable "region" {
  type = string
}

output "where" {
  value = local.nope
}

output "who" {
  value = var.missing
}
