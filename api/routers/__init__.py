"""One router per resource: parse, call one repository function, answer."""
