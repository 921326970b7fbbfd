package keyring

// Begin is what SignIn does after the passphrase was worked on.
var Begin = (*Keyring).begin
