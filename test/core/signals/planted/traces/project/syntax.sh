if then
fi(
