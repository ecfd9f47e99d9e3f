"""The bridge (接入口): any other lawful gateway, by one signed JSON document in and out."""
