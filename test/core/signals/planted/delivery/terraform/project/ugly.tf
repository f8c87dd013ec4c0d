variable "ugly" {
type = string
}
