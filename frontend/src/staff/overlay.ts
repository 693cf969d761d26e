// The entry of the page on which films with an overlay are made: how far they are renews itself.
import { keepNew } from "./renew";

const OFTEN_MS = 2_000;

keepNew(document, location.href, "#films", OFTEN_MS);
