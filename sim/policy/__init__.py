"""What governments can do, as arrays in force: tariffs, export controls, licences, deals."""
