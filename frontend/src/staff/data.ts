// The entry of the page of a session's data: how far its packages are is renewed.
import { keepNew } from "./renew";

keepNew(document, location.href, "#packages", 1_500);
