pragma solidity ^0.8.0;
contract a { function F() public { var x = 1; } }
