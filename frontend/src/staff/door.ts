// The entry of the staff's sign-in, welcome and account pages.
import { followLink, offerPasskey } from "./ways_in";

followLink(document, location);
offerPasskey(document, location);
